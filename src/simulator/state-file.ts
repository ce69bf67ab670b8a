import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** How long a change that nobody waits for may stay in memory only. */
const WRITE_BEHIND_MS = 100;

/** A value that lives in memory and in one JSON file. */
export interface StateFile<T> {
  readonly value: T;
  /** Resolves once every change made so far is on disk; callers that come together share one write. */
  commit(): Promise<void>;
  /** For changes whose loss in a crash costs nothing: they go with the next write, at the latest after 100 ms. */
  touch(): void;
  close(): Promise<void>;
}

/** Opens the file, or makes the first value if there is none. `tidy` runs before each write. */
export async function openStateFile<T>(
  path: string,
  makeFirst: () => T,
  tidy: (value: T) => void,
): Promise<StateFile<T>> {
  const text = await readIfPresent(path);
  const value = text === undefined ? makeFirst() : (JSON.parse(text) as T);

  let current: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const commit = (): Promise<void> => {
    // The value is read only when the write begins, so everyone who joins `next` before that is included.
    next ??= current
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        tidy(value);
        current = writeDurably(path, JSON.stringify(value));
        return current;
      });
    return next;
  };

  return {
    value,
    commit,
    touch() {
      timer ??= setTimeout(() => {
        timer = undefined;
        commit().catch(() => undefined); // a disk that fails is reported to the next caller who waits
      }, WRITE_BEHIND_MS).unref();
    },
    async close() {
      clearTimeout(timer);
      await commit();
    },
  };
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Replaces a file so that a crash at any moment leaves either the old or the new text, readable by the owner only. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
