import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseKeyRing } from '../../src/registry/key-ring';
import { ensureKeys } from '../../src/start/keys';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evergrant-keys-'));
});
afterEach(() => rm(folder, { recursive: true }));

const read = (file: string) => readFile(file, 'utf8');

describe('the keys of an installation', () => {
  it('are made once', async () => {
    const first = await Promise.all(Object.values(await ensureKeys(folder)).map(read));
    const second = await Promise.all(Object.values(await ensureKeys(folder)).map(read));

    expect(second).toEqual(first);
  });

  it('are all different', async () => {
    const keys = await Promise.all(Object.values(await ensureKeys(folder)).map(read));

    expect(new Set(keys).size).toBe(keys.length);
  });

  it('can be read by their user alone', async () => {
    for (const file of Object.values(await ensureKeys(folder))) expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('are rings where rings are wanted', async () => {
    const { VAULT_KEYS, LINK_KEYS } = await ensureKeys(folder);

    expect(parseKeyRing((await read(VAULT_KEYS)).trim(), 'VAULT_KEYS').current.id).toBe('k1');
    expect(parseKeyRing((await read(LINK_KEYS)).trim(), 'LINK_KEYS').current.id).toBe('k1');
  });
});
