import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { errorCode } from './error-code';
import type { ProcessIdentity } from './process-identity';

/** What is known about the servers of a data file; kept beside it. */
export interface ServerRecord {
  /** The newest server that has written the file. */
  readonly serverVersion: string;
  /** False until a server has answered once: a file that was never laid out to its end. */
  readonly complete: boolean;
  readonly running?: RunningServer;
}

export interface RunningServer {
  readonly server: ProcessIdentity;
  /** The process that will end the server; if it is gone, the server was left behind. */
  readonly owner: ProcessIdentity;
  readonly port: number;
  readonly uiPort: number | undefined;
}

/** Undefined if the data file has no record yet. Throws if the record cannot be read. */
export function readServerRecord(databaseFile: string): ServerRecord | undefined {
  try {
    return JSON.parse(readFileSync(recordFile(databaseFile), 'utf8')) as ServerRecord;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Synchronous, so that no moment lies between the birth of a server and its record. */
export function writeServerRecord(databaseFile: string, record: ServerRecord): void {
  const file = recordFile(databaseFile);
  writeFileSync(`${file}.new`, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * Removes a data file that was never complete: a server that is killed while it lays out a new file leaves one that no
 * server can open (seen with 1.29.1), and nobody has used it. Then records whether there is a complete file now.
 */
export function prepareDataFile(databaseFile: string, serverVersion: string): void {
  const record = readServerRecord(databaseFile);
  if (record?.complete === false) {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${databaseFile}${suffix}`, { force: true });
  }
  const complete = existsSync(databaseFile);
  writeServerRecord(databaseFile, { serverVersion: record?.serverVersion ?? serverVersion, complete });
}

function recordFile(databaseFile: string): string {
  return `${databaseFile}.server.json`;
}
