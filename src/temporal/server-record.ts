import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { errorCode } from './error-code';
import type { ProcessIdentity } from './process-identity';

/** What is known about the servers of a data file; kept beside it. */
export interface ServerRecord {
  /** The newest server that has written the file. */
  readonly serverVersion: string;
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

function recordFile(databaseFile: string): string {
  return `${databaseFile}.server.json`;
}
