import { isAbsolute, relative } from 'node:path';

/** A path to be pasted into a shell that stands in `workingDirectory`: as short as it can be, and one word. */
export function shellPath(path: string, workingDirectory: string): string {
  const short = relative(workingDirectory, path);
  const shown = short.startsWith('..') || isAbsolute(short) ? path : short;
  return /^[\w./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
