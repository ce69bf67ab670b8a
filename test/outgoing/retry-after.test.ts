import { retryAfterMs } from '../../src/outgoing/retry-after';

const NOW = Date.UTC(2026, 10, 21, 10);

it.each([
  ['30', 30_000],
  ['0', 0],
  ['Sat, 21 Nov 2026 10:02:00 GMT', 120_000],
  ['Sat, 21 Nov 2026 09:00:00 GMT', 0],
  ['99999999', 86_400_000],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After %p asks for %p milliseconds', (header, wait) => {
  expect(retryAfterMs(header, NOW)).toBe(wait);
});
