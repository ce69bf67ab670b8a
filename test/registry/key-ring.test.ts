import { parseKeyRing } from '../../src/registry/key-ring';
import { randomRing } from './fixture';

describe('a key ring', () => {
  test('encrypts with its first key and finds every key', () => {
    const ring = parseKeyRing(`${randomRing('new')}, ${randomRing('old')}`, 'KEYS');
    expect(ring.current.id).toBe('new');
    expect(ring.find('old')?.id).toBe('old');
    expect(ring.find('other')).toBeUndefined();
  });

  const material = Buffer.alloc(32, 7).toString('base64');
  test.each([
    ['an empty setting', ''],
    ['a key without an id', material],
    ['id and key swapped', `${material}:id`],
    ['a key that is too short', `a:${Buffer.alloc(16, 7).toString('base64')}`],
    ['a key that is not base64', `a:${material.slice(0, 20)}*${material.slice(20)}`],
    ['two keys of one id', `a:${material},a:${Buffer.alloc(32, 8).toString('base64')}`],
  ])('refuses %s, naming the setting and nothing of the key', (_, text) => {
    let message = '';
    try {
      parseKeyRing(text, 'EVERGRANT_VAULT_KEYS');
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain('EVERGRANT_VAULT_KEYS');
    expect(message).not.toContain(material.slice(0, 8));
  });

  test('does not show its keys when it is printed', () => {
    const ring = parseKeyRing(`a:${material}`, 'KEYS');
    expect(JSON.stringify(ring)).not.toContain(material);
  });
});
