import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EVENT_TYPES, EVENTS } from '../../src/domain/contract/events';

test('the guide lists every event with its summary', () => {
  const guide = readFileSync(join(__dirname, '../../docs/webhooks.md'), 'utf8');
  const listed = [...guide.matchAll(/^\| `([\w.]+)` *\| (.*?) *\|$/gm)].map(([, type, summary]) => [type, summary]);
  expect(listed).toEqual(EVENT_TYPES.map((type) => [type, EVENTS[type].summary]));
});

test('no event has a field for a secret or an address', () => {
  for (const type of EVENT_TYPES) {
    const fields = JSON.stringify(z.toJSONSchema(EVENTS[type].data, { unrepresentable: 'any' }));
    expect([type, fields]).toEqual([
      type,
      expect.not.stringMatching(/"(email|token|secret|refreshToken|apiKey|url)":/i),
    ]);
  }
});
