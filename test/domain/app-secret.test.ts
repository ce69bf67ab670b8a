import { secretAge } from '../../src/domain/app-secret';
import { DAY_MS } from '../../src/domain/policy';

const MADE = Date.UTC(2026, 0, 1);
const at = (day: number) => secretAge(MADE, MADE + day * DAY_MS, DAY_MS);

test.each([
  [0, null],
  [89, null],
  [90, 90],
  [119, 90],
  [120, 60],
  [150, 30],
  [173, 7],
  [179, 1],
  [180, 0],
  [400, 0],
])('on day %i after a client secret was made the warning of %s days is due', (day, warning) => {
  expect(at(day).warning).toBe(warning);
});

test('it ends after 180 days', () => {
  expect(at(100)).toMatchObject({ expiresAt: MADE + 180 * DAY_MS, daysLeft: 80 });
});
