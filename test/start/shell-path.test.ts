import { execFileSync } from 'node:child_process';
import { shellPath } from '../../src/start/shell-path';

describe('a path for a shell', () => {
  it.each([
    { path: '/home/anna/evergrant/.evergrant/demo', shown: '.evergrant/demo' },
    { path: '/home/anna/other', shown: '/home/anna/other' },
  ])('is short within the folder and whole elsewhere: $shown', ({ path, shown }) => {
    expect(shellPath(path, '/home/anna/evergrant')).toBe(shown);
  });

  it.each(["/tmp/my data/it's", '/tmp/$(touch x)/`y`', '/tmp/a;b&c'])('is one word and nothing more: %s', (path) => {
    const printed = execFileSync('sh', ['-c', `printf %s ${shellPath(path, '/home')}`], { encoding: 'utf8' });

    expect(printed).toBe(path);
  });
});
