import { readFileSync } from 'node:fs';
import { nextStepWords } from '../../src/cli/status-text';

describe('What comes next', () => {
  const keys = [...readFileSync('src/domain/wakeups.ts', 'utf8').matchAll(/\bkey: '([a-z-]+)'/g)].map(
    ([, key]) => key!,
  );

  it('is known by several names', () => expect(keys).toContain('probe'));

  it.each([...keys, 'R+0', 'nudge-7'])('is told in words: %s', (key) => {
    expect(nextStepWords(key)).toMatch(/^[A-Z].* .*[^.]$/);
  });
});
