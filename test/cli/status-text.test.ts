import { readFileSync } from 'node:fs';
import { mostUrgent, nextStepWords } from '../../src/cli/status-text';

describe('What comes next', () => {
  const keys = [...readFileSync('src/domain/wakeups.ts', 'utf8').matchAll(/\bkey: '([a-z-]+)'/g)].map(
    ([, key]) => key!,
  );

  it('is known by several names', () => expect(keys).toContain('probe'));

  it.each([...keys, 'R+0', 'nudge-7'])('is told in words: %s', (key) => {
    expect(nextStepWords(key)).toMatch(/^[A-Z].* .*[^.]$/);
  });
});

describe('What is to be done first', () => {
  const of = (waitingOn: 'merchant' | 'seller' | 'operator') => ({ waitingOn });

  it('is what an operator can do', () => {
    const requirements = [of('merchant'), of('seller'), of('operator')];
    expect(mostUrgent({ waitingOn: 'seller', requirements })).toBe(requirements[2]);
  });

  it('is otherwise for who holds the ball', () => {
    const requirements = [of('merchant'), of('seller')];
    expect(mostUrgent({ waitingOn: 'seller', requirements })).toBe(requirements[1]);
    expect(mostUrgent({ waitingOn: 'nobody', requirements })).toBe(requirements[0]);
  });
});
