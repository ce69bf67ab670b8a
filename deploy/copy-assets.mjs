/**
 * Copies what `tsc` leaves behind from src/ to dist/: templates, style sheets and pictures, which compiled files look for
 * beside themselves. What the production build leaves out has its files left out too.
 */
import { cpSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

const DEVELOPMENT_ONLY = ['simulator', 'start'];

for (const entry of readdirSync('src', { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name);
  const [, folder] = file.split(sep);
  if (!entry.isFile() || entry.name.endsWith('.ts') || DEVELOPMENT_ONLY.includes(folder)) continue;
  cpSync(file, join('dist', file.slice(`src${sep}`.length)));
}
