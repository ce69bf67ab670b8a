import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStateFile } from '../../src/simulator/state-file';
import { freshFolder } from './running';

interface Counter {
  count: number;
}

async function open() {
  const path = join(await freshFolder(), 'state.json');
  const reopen = () =>
    openStateFile<Counter>(
      path,
      () => ({ count: 0 }),
      () => undefined,
    );
  const onDisk = async () => JSON.parse(await readFile(path, 'utf8')) as Counter;
  return { path, file: await reopen(), reopen, onDisk };
}

it('has every change on disk when its commit resolves, however many come together', async () => {
  const { file, onDisk } = await open();

  const seen = await Promise.all(
    Array.from({ length: 50 }, async () => {
      file.value.count += 1;
      const mine = file.value.count;
      await file.commit();
      return (await onDisk()).count >= mine;
    }),
  );

  expect(seen).not.toContain(false);
});

it('writes what was only touched when it is closed', async () => {
  const { file, onDisk } = await open();
  file.value.count = 7;
  file.touch();

  await file.close();

  expect(await onDisk()).toEqual({ count: 7 });
});

it('reads the whole file although a crash left a half-written successor', async () => {
  const { file, path, reopen } = await open();
  file.value.count = 3;
  await file.commit();
  await writeFile(`${path}.tmp`, '{"count":');

  expect((await reopen()).value).toEqual({ count: 3 });
});
