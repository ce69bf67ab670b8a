/**
 * Tests of the authorization year that need a Temporal server: what can fail now and then fails here. Every one of them is
 * run ten times by `npm run test:ten`.
 */
export const SERVER_BACKED: readonly string[] = [
  'test/e2e/renewal-doors.test.ts',
  'test/e2e/sweep.test.ts',
  'test/temporal/histories.test.ts',
  'test/temporal/saved-views.test.ts',
  'test/workflows/adoption.test.ts',
  'test/workflows/after-consent.test.ts',
  'test/workflows/authorization-sweep.test.ts',
  'test/workflows/campaign.test.ts',
  'test/workflows/erase-closed.test.ts',
  'test/workflows/found-by-the-sweep.test.ts',
  'test/workflows/main-path.test.ts',
  'test/workflows/messages.test.ts',
  'test/workflows/real-server.test.ts',
  'test/workflows/replanning.test.ts',
  'test/workflows/the-year.test.ts',
  'test/workflows/the-years.test.ts',
];

/** All ten rounds together take no longer than this on two cores. */
export const BUDGET_MINUTES = 60;
