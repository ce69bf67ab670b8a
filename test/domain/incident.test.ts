import { refusalLimit, troubleIn, verdictOf, type OpenIncident, type RoundFindings } from '../../src/domain/incident';
import { DAY_MS } from '../../src/domain/policy';

const T0 = Date.UTC(2026, 0, 15, 12);
const CALM: RoundFindings = { control: 'healthy', asked: 100, healthyBefore: 100, newlyRefused: 0, suspected: 0 };
const trouble = (found: Partial<RoundFindings>, open: OpenIncident | null = null, at = T0) =>
  troubleIn({ ...CALM, ...found }, open, at, { dayMs: DAY_MS });

test.each([
  [0, 3],
  [10, 3],
  [30, 3],
  [31, 4],
  [100, 10],
  [101, 11],
])('of %i healthy grants %i new refusals make an incident', (healthy, limit) => {
  expect(refusalLimit(healthy)).toBe(limit);
});

test('a control call that fails is trouble, whatever the grants say', () => {
  expect(trouble({ control: 'application' })).toBe('application');
  expect(trouble({ control: 'amazon' })).toBe('amazon');
});

test('refusals below the limit are the doing of their sellers', () => {
  expect(trouble({ newlyRefused: 9 })).toBeNull();
  expect(trouble({ newlyRefused: 10 })).toBe('refusals');
});

test('refusals that were known before are not counted again in calm times', () => {
  expect(trouble({ suspected: 50 })).toBeNull();
});

test('refusals that stand keep an incident open for a day and no longer', () => {
  const open = { openedAt: T0, healthyRounds: 0 };
  expect(trouble({ suspected: 10 }, open, T0 + DAY_MS - 1)).toBe('refusals');
  expect(trouble({ suspected: 10 }, open, T0 + DAY_MS)).toBeNull();
});

test('an incident closes with the second healthy round in a row', () => {
  expect(verdictOf(null, { openedAt: T0, healthyRounds: 0 })).toBe('stays_open');
  expect(verdictOf(null, { openedAt: T0, healthyRounds: 1 })).toBe('closes');
  expect(verdictOf('amazon', { openedAt: T0, healthyRounds: 1 })).toBe('stays_open');
});

test('without an incident a healthy round is calm and trouble opens one', () => {
  expect(verdictOf(null, null)).toBe('calm');
  expect(verdictOf('refusals', null)).toBe('opens');
});
