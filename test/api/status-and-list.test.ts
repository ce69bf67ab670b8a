import { holdingsOf } from '../../src/domain/ledger';
import type { StatusView } from '../../src/registry/status-view';
import { statusDocument } from '../../src/documents/status-document';
import { START } from './bodies';
import { connected, sellerOf } from './connected';
import { type RunningApi, SP_API_BASE, startApi, T0 } from './running-api';

const DAY_MS = 86_400_000;

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

test('the status of a connected onboarding tells seller, marketplaces, host, expiry and next step', async () => {
  await connected(api, 'acme');

  const { body } = await api.call('GET', '/v1/onboardings/acme');

  expect(body).toMatchObject({
    stage: 'connected',
    stageDescription: 'Connected',
    waitingOn: 'nobody',
    authorization: {
      sellerId: sellerOf('acme'),
      sellerIdProof: 'claimed',
      spApiHost: SP_API_BASE.na,
      marketplaceIds: ['ATVPDKIKX0DER'],
      grantedAt: new Date(T0).toISOString(),
      expiresAt: new Date(T0 + 365 * DAY_MS).toISOString(),
      expiryKnownFrom: 'consent',
      generation: 1,
    },
    nextStep: { key: 'T-30', at: new Date(T0 + 335 * DAY_MS).toISOString() },
    stores: [{ storeId: 'us', ready: true, warnings: [{ code: 'currency_differs' }] }],
  });
});

test('the status is one read of the registry', async () => {
  await api.call('PUT', '/v1/onboardings/one-read', { body: START });
  let reads = 0;
  const counted = new Proxy(api.registry.onboardings, {
    get: (target, name, receiver) => {
      reads += 1;
      return Reflect.get(target, name, receiver);
    },
  });
  const other = await startApi({ registry: { ...api.registry, onboardings: counted } });
  try {
    await other.call('GET', '/v1/onboardings/one-read', { secret: api.secret });

    expect(reads).toBe(1);
  } finally {
    await other.close();
  }
});

test('the timeline tells who held the ball for how long, and the last entry is still running', () => {
  const minute = 60_000;
  const document = statusDocument(
    {
      ...VIEW,
      timeline: [
        { stage: 'validating_key', waitingOn: 'commerce', from: T0 },
        { stage: 'awaiting_consent', waitingOn: 'seller', from: T0 + 2 * minute },
      ],
    },
    T0 + 10 * minute,
    SP_API_BASE,
  );

  expect(document.timeline).toEqual([
    {
      stage: 'validating_key',
      holder: 'commerce',
      from: new Date(T0).toISOString(),
      until: new Date(T0 + 2 * minute).toISOString(),
      durationSeconds: 120,
    },
    {
      stage: 'awaiting_consent',
      holder: 'seller',
      from: new Date(T0 + 2 * minute).toISOString(),
      until: null,
      durationSeconds: 480,
    },
  ]);
});

test('the timeline of a closed onboarding stands still', () => {
  const timeline = [{ stage: 'disconnected', waitingOn: 'nobody', from: T0 }] as const;

  const document = statusDocument({ ...VIEW, timeline, closedAt: T0 + 5_000 }, T0 + DAY_MS, SP_API_BASE);

  expect(document.timeline).toMatchObject([{ durationSeconds: 5, until: new Date(T0 + 5_000).toISOString() }]);
});

test('an onboarding that was closed before it was disconnected, by another clock, has an entry of no length', () => {
  const timeline = [{ stage: 'disconnected', waitingOn: 'nobody', from: T0 }] as const;

  const document = statusDocument({ ...VIEW, timeline, closedAt: T0 - 20 }, T0 + DAY_MS, SP_API_BASE);

  expect(document.timeline).toMatchObject([{ durationSeconds: 0, until: new Date(T0).toISOString() }]);
});

test('a requirement tells sentence, remedy, pointer, since, deadline and who can fix it', () => {
  const requirement = {
    code: 'website_unknown',
    pointer: '/stores/0/websiteCode',
    since: T0,
    deadline: T0 + DAY_MS,
    waitingOn: 'merchant',
    params: { websiteCode: 'bsae', storeId: 'us' },
  } as const;

  const { requirements } = statusDocument({ ...VIEW, requirements: [requirement] }, T0, SP_API_BASE);

  expect(requirements).toEqual([
    {
      code: 'website_unknown',
      sentence: 'The Commerce instance has no website with the code "bsae".',
      remedy: expect.stringContaining('PATCH /v1/onboardings/acme/stores/us'),
      pointer: '/stores/0/websiteCode',
      since: new Date(T0).toISOString(),
      deadline: new Date(T0 + DAY_MS).toISOString(),
      waitingOn: 'merchant',
    },
  ]);
});

test('the list walks through all pages, each onboarding once', async () => {
  const ids = ['page-a', 'page-b', 'page-c', 'page-d', 'page-e'];
  for (const id of ids) await api.call('PUT', `/v1/onboardings/${id}`, { body: { merchantId: 'pages', region: 'na' } });

  const seen: string[] = [];
  let cursor = '';
  do {
    const { body } = await api.call('GET', `/v1/onboardings?merchantId=pages&limit=2${cursor}`);
    seen.push(...body.items.map(({ onboardingId }: { onboardingId: string }) => onboardingId));
    cursor = body.nextCursor === null ? '' : `&cursor=${encodeURIComponent(body.nextCursor)}`;
  } while (cursor !== '');

  expect(seen).toEqual(ids);
});

test('filters of the list are combined', async () => {
  await connected(api, 'filtered');
  const until = new Date(T0 + 366 * DAY_MS).toISOString();

  const found = await api.call(
    'GET',
    `/v1/onboardings?stage=connected&waitingOn=nobody&merchantId=m-filtered&expiresBefore=${until}`,
  );
  const tooEarly = await api.call(
    'GET',
    `/v1/onboardings?merchantId=m-filtered&expiresBefore=${new Date(T0).toISOString()}`,
  );
  const elsewhere = await api.call('GET', '/v1/onboardings?merchantId=m-filtered&stage=expired');

  expect(found.body.items).toMatchObject([
    { onboardingId: 'filtered', authorization: { sellerId: sellerOf('filtered') } },
  ]);
  expect([...tooEarly.body.items, ...elsewhere.body.items]).toEqual([]);
});

const VIEW: StatusView = {
  onboardingId: 'acme',
  merchantId: 'm',
  region: 'na',
  stage: 'awaiting_consent',
  waitingOn: 'seller',
  waitingSince: T0,
  requirements: [],
  stores: [],
  authorization: null,
  nextStep: null,
  checklist: [],
  apiKey: { given: true, environment: 'sandbox', revision: 1 },
  commerceConnection: { type: null, host: null, revision: 0, modules: null },
  metadata: {},
  returnUrl: null,
  timeline: [],
  holdings: holdingsOf([]),
  createdAt: T0,
  closedAt: null,
  stateVersion: 1,
};

test('the ledger tells for how long each party has held the ball, and stands still once the onboarding is closed', () => {
  const holdings = holdingsOf([
    { waitingOn: 'commerce', from: T0 },
    { waitingOn: 'seller', from: T0 + 3_000 },
  ]);
  expect(statusDocument({ ...VIEW, holdings }, T0 + 10_000, SP_API_BASE).ledger).toMatchObject({
    commerce: 3,
    seller: 7,
  });
  const closed = { ...VIEW, holdings, closedAt: T0 + 5_000 };
  expect(statusDocument(closed, T0 + DAY_MS, SP_API_BASE).ledger).toMatchObject({ commerce: 3, seller: 2 });
});

test('the ledger of a status holds every second since the start', async () => {
  await connected(api, 'ledger');
  const { ledger, createdAt } = (await api.call('GET', '/v1/onboardings/ledger')).body;
  const sum = Object.values(ledger as Record<string, number>).reduce((a, b) => a + b, 0);
  expect(sum).toBe(Math.floor((api.clock.at - Date.parse(createdAt)) / 1_000));
});

test('the list finds who has waited for the same party since before an instant', async () => {
  await api.call('PUT', '/v1/onboardings/waiting', { body: { merchantId: 'm-waiting', region: 'na' } });
  const listed = async (since: number) =>
    (
      await api.call(
        'GET',
        `/v1/onboardings?merchantId=m-waiting&waitingOn=merchant&waitingSinceBefore=${new Date(since).toISOString()}`,
      )
    ).body.items.length;

  expect([await listed(api.clock.at), await listed(api.clock.at + 1)]).toEqual([0, 1]);
});
