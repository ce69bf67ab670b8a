import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freshFolder, start } from './running';

/** What the file of an earlier version holds: no editions, fewer merchants and sellers, no tokens of IMS. */
async function makeOlder(dataDir: string): Promise<void> {
  const path = join(dataDir, 'state.json');
  const state = JSON.parse(await readFile(path, 'utf8')) as {
    imsTokens?: unknown;
    sellers: { key: string }[];
    instances: { code: string; edition?: string; bearerTokensAllowed?: boolean }[];
  };
  delete state.imsTokens;
  state.sellers = state.sellers.filter(({ key }) => key === 'acme');
  state.instances = state.instances.filter(({ code }) => code === 'acme');
  for (const instance of state.instances) {
    delete instance.edition;
    delete instance.bearerTokensAllowed;
  }
  await writeFile(path, JSON.stringify(state));
}

it('adds to the data of an earlier version what is new, and keeps the credentials that were given out', async () => {
  const dataDir = await freshFolder();
  const first = await start({ dataDir });
  await first.stop();
  await makeOlder(dataDir);

  const second = await start({ dataDir });
  await second.stop();

  const acme = (simulator: typeof first) => simulator.demo.merchants.find(({ name }) => name === 'acme');
  expect(acme(second)!.commerce.accessToken).toBe(acme(first)!.commerce.accessToken);
  expect(second.demo.merchants.map(({ name }) => name)).toEqual(first.demo.merchants.map(({ name }) => name));
  expect(second.demo.saasMerchants.map(({ name }) => name)).toEqual(['soylent']);
  expect(second.issued().imsTokens).toEqual([]);
});
