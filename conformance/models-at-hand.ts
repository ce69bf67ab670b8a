import { accessSync } from 'node:fs';
import { join } from 'node:path';
import { MODEL_FILES, modelsFolder } from './models';

/** Runs before all tests: without every model they would prove nothing. */
export default function modelsAtHand(): void {
  const folder = modelsFolder();
  for (const file of Object.values(MODEL_FILES)) accessSync(join(folder, file));
}
