import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

it('the build takes templates, styles and pictures along, but no source and nothing of the simulator', () => {
  const project = mkdtempSync(join(tmpdir(), 'evergrant-build-'));
  const sources = [
    'notifications/render.ts',
    'notifications/templates/en/invitation.eta',
    'pages/assets/pages.css',
    'pages/assets/icon.svg',
    'simulator/logo.svg',
  ];
  for (const source of sources) {
    mkdirSync(dirname(join(project, 'src', source)), { recursive: true });
    writeFileSync(join(project, 'src', source), source);
  }
  execFileSync(process.execPath, [resolve('deploy/copy-assets.mjs')], { cwd: project });
  const copied = readdirSync(join(project, 'dist'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(join(project, 'dist'), join(entry.parentPath, entry.name)))
    .sort();
  expect(copied).toEqual([
    'notifications/templates/en/invitation.eta',
    'pages/assets/icon.svg',
    'pages/assets/pages.css',
  ]);
  rmSync(project, { recursive: true });
});
