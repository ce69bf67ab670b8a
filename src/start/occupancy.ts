import { rm } from 'node:fs/promises';
import { endProcess, identifyProcess, isAlive, type ProcessIdentity } from '../temporal/process-identity';
import { readIfThere, writePrivately } from './private-file';

/** Who works on a data folder; the Temporal server has a record of its own. */
interface Occupancy {
  readonly owner: ProcessIdentity;
  readonly children: readonly ProcessIdentity[];
}

/** Another start works on the data folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}

/** How long a child whose parent was killed may take to end by itself. */
const PATIENCE_MS = 10_000;

/** The folder is ours from now on. Ends what a killed start left behind; throws `FolderInUse` if its start lives. */
export async function occupy(file: string, path: string): Promise<void> {
  const text = await readIfThere(file);
  const before = text === undefined ? undefined : (JSON.parse(text) as Occupancy);
  if (before && isAlive(before.owner)) {
    throw new FolderInUse(
      `Evergrant already runs on ${path} (process ${String(before.owner.pid)}): end it, or set EVERGRANT_DATA_DIR to another folder.`,
    );
  }
  await Promise.all((before?.children ?? []).map((child) => endProcess(child, PATIENCE_MS)));
  await noteChildren(file, []);
}

/** Writes down which processes must be ended if this one is killed. */
export async function noteChildren(file: string, children: readonly ProcessIdentity[]): Promise<void> {
  const owner = identifyProcess(process.pid);
  if (!owner) throw new Error('This machine does not say when a process started.');
  const occupancy: Occupancy = { owner, children };
  await writePrivately(file, `${JSON.stringify(occupancy, undefined, 2)}\n`);
}

export async function vacate(file: string): Promise<void> {
  await rm(file, { force: true });
}
