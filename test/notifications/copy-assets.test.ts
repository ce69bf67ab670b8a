import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

it('the build takes the templates along, and nothing else', () => {
  const project = mkdtempSync(join(tmpdir(), 'evergrant-build-'));
  mkdirSync(join(project, 'src/notifications/templates/en'), { recursive: true });
  writeFileSync(join(project, 'src/notifications/templates/en/invitation.eta'), 'words');
  writeFileSync(join(project, 'src/notifications/render.ts'), 'code');
  execFileSync(process.execPath, [resolve('deploy/copy-assets.mjs')], { cwd: project });
  const copied = readdirSync(join(project, 'dist'), { recursive: true, withFileTypes: true });
  expect(copied.filter((one) => one.isFile()).map((one) => one.name)).toEqual(['invitation.eta']);
  expect(readFileSync(join(project, 'dist/notifications/templates/en/invitation.eta'), 'utf8')).toBe('words');
  rmSync(project, { recursive: true });
});
