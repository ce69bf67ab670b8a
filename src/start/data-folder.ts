import { chmod, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Where one Evergrant keeps everything on this machine; for its user alone. */
export interface DataFolder {
  readonly path: string;
  readonly ports: string;
  /** The product's settings, for the command line. */
  readonly settings: string;
  readonly running: string;
  readonly keys: string;
  readonly logs: string;
  /** Bodies, headers and links of the demo. */
  readonly demo: string;
  readonly simulator: string;
  readonly database: string;
  readonly temporalData: string;
}

/** Makes the folder if it is absent. */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const root = resolve(path);
  const folder: DataFolder = {
    path: root,
    ports: join(root, 'ports.json'),
    settings: join(root, 'settings.json'),
    running: join(root, 'running.json'),
    keys: join(root, 'keys'),
    logs: join(root, 'logs'),
    demo: join(root, 'demo'),
    simulator: join(root, 'simulator'),
    database: join(root, 'evergrant.db'),
    temporalData: join(root, 'temporal.db'),
  };
  for (const one of [root, folder.keys, folder.logs, folder.demo, folder.simulator]) {
    await mkdir(one, { recursive: true, mode: 0o700 });
    await chmod(one, 0o700);
  }
  return folder;
}
