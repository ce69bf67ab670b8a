import { readFileSync } from 'node:fs';

/** A part ended although nobody had asked it to. The message names the part and shows the end of its log. */
export class Ended extends Error {
  override readonly name = 'Ended';

  constructor(what: string, logFile: string) {
    super(`${what} The last lines of ${logFile}:\n${lastLines(logFile)}`);
  }
}

const LINES = 10;

function lastLines(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LINES).join('\n');
  } catch {
    return '(there is none)';
  }
}
