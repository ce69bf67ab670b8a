import { inspect } from 'node:util';
import { Secret } from '../../src/domain/secret';

const CANARY = 'canary-4f1d';

describe('Secret', () => {
  const secret = new Secret(CANARY);

  it('gives its value only when asked to reveal it', () => {
    expect(secret.reveal()).toBe(CANARY);
  });

  it.each([
    ['a template literal', () => `token=${secret as unknown as string}`],
    ['concatenation', () => 'token=' + (secret as unknown as string)],
    ['String()', () => String(secret)],
    ['JSON', () => JSON.stringify({ secret })],
    ['util.inspect with hidden properties', () => inspect({ secret }, { showHidden: true, depth: 10 })],
    ['util.inspect without custom printers', () => inspect({ secret }, { customInspect: false, showHidden: true })],
    ['its own property values', () => JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret).map(String)])],
    ['an error message', () => inspect(new Error('failed', { cause: secret }))],
  ])('never shows its value through %s', (_way, print) => {
    expect(print()).not.toContain(CANARY);
  });
});
