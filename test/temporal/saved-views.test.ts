import type { Client, Connection } from '@temporalio/client';
import { TypedSearchAttributes, type SearchAttributePair } from '@temporalio/common';
import { createClient, lazyConnection } from '../../src/temporal/connection';
import { registerSearchAttributes, untilAccepted } from '../../src/temporal/register-search-attributes';
import { queryToday, SAVED_VIEWS } from '../../src/temporal/saved-views';
import { ONBOARDING_WORKFLOW } from '../../src/workflows/messages';
import {
  AUTHORIZATION_EXPIRES_AT,
  ONBOARDING_STAGE,
  OPERATOR_NEEDED,
  WAITING_ON,
  WAITING_SINCE,
} from '../../src/workflows/search-attributes';
import { startTestServer, type TestServer } from './dev-server';

const NOW = Date.UTC(2026, 10, 21, 3, 4, 5);
const DAY_MS = 86_400_000;

interface Standing {
  readonly stage: string;
  readonly waitingOn: string;
  /** Days that lie behind. */
  readonly since: number;
  /** Days that lie ahead. */
  readonly expires?: number;
  readonly needed?: readonly string[];
}

const ONBOARDINGS: Readonly<Record<string, Standing>> = {
  fresh: { stage: 'awaiting_consent', waitingOn: 'seller', since: 2 },
  waiting: { stage: 'awaiting_consent', waitingOn: 'seller', since: 9 },
  connected: { stage: 'connected', waitingOn: 'nobody', since: 200, expires: 165 },
  mismatched: { stage: 'connected', waitingOn: 'nobody', since: 200, expires: 165, needed: ['owner_mismatch'] },
  expiring: { stage: 'expiring', waitingOn: 'seller', since: 5, expires: 25 },
  expired: { stage: 'expired', waitingOn: 'seller', since: 3, expires: -3 },
  refused: { stage: 'verifying_grant', waitingOn: 'operator', since: 1, needed: ['app_misconfigured'] },
  'wrong-clock': { stage: 'creating_store', waitingOn: 'us', since: 1 },
  /** Closed: it must be in none. */
  gone: { stage: 'expired', waitingOn: 'operator', since: 30, expires: -3, needed: ['owner_mismatch'] },
};

let server: TestServer;
let connection: Connection;
let client: Client;

beforeAll(async () => {
  server = await startTestServer();
  connection = lazyConnection({ address: server.address });
  client = createClient(connection, 'default');
  await registerSearchAttributes(connection, 'default');
  for (const [id, standing] of Object.entries(ONBOARDINGS)) await start(id, standing);
  await client.workflow.getHandle('onboarding/gone').terminate();
  await listed('ExecutionStatus = "Running"', Object.keys(ONBOARDINGS).length - 1);
});
afterAll(async () => {
  await connection.close();
  await server.stop();
});

async function start(id: string, { stage, waitingOn, since, expires, needed }: Standing): Promise<void> {
  const pairs: SearchAttributePair[] = [
    { key: ONBOARDING_STAGE, value: stage },
    { key: WAITING_ON, value: waitingOn },
    { key: WAITING_SINCE, value: new Date(NOW - since * DAY_MS) },
    ...(expires === undefined ? [] : [{ key: AUTHORIZATION_EXPIRES_AT, value: new Date(NOW + expires * DAY_MS) }]),
    ...(needed ? [{ key: OPERATOR_NEEDED, value: [...needed] }] : []),
  ];
  await untilAccepted(() =>
    client.workflow.start(ONBOARDING_WORKFLOW, {
      workflowId: `onboarding/${id}`,
      taskQueue: 'nobody-works-here',
      typedSearchAttributes: new TypedSearchAttributes(pairs),
    }),
  );
}

/** What a query lists; asks again until there are so many, for lists follow what happens with a delay. */
async function listed(query: string, count?: number): Promise<readonly string[]> {
  for (;;) {
    const ids: string[] = [];
    for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId.replace('onboarding/', ''));
    if (count === undefined || ids.length === count) return ids.sort();
  }
}

it.each([
  ['Waiting more than 7 days', ['waiting']],
  ['Expiring within 30 days', ['expiring']],
  ['No access: expired or revoked', ['expired']],
  ['Owner mismatch', ['mismatched']],
  ['Blocked on us', ['mismatched', 'refused', 'wrong-clock']],
])('the view "%s" lists exactly what it says', async (name, ids) => {
  const view = SAVED_VIEWS.find((one) => one.name === name);

  expect(await listed(queryToday(view!, NOW))).toEqual(ids);
});

it('every view is tested here', () => {
  expect(SAVED_VIEWS).toHaveLength(5);
});

it.each(SAVED_VIEWS)('the view "$name" asks for runs that have not ended', ({ template }) => {
  expect(template).toContain('ExecutionStatus = "Running"');
});
