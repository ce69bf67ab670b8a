/** Copies what `tsc` leaves behind, from src/ to dist/: the templates, which compiled files look for beside themselves. */
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

for (const file of readdirSync('src', { recursive: true })) {
  if (file.endsWith('.eta')) cpSync(join('src', file), join('dist', file));
}
