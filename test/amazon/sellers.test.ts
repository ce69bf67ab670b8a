import { Secret } from '../../src/domain/secret';
import {
  CANARIES,
  clientOf,
  deadPort,
  hangUp,
  json,
  startAmazon,
  staySilent,
  type AmazonServer,
} from './amazon-server';

const accessToken = new Secret(CANARIES.accessToken);

let amazon: AmazonServer;
beforeEach(async () => {
  amazon = await startAmazon();
});
afterEach(() => amazon.close());

const ask = (region: 'na' | 'eu' = 'na') => amazon.client.marketplaceParticipations({ region, accessToken });

function participation(id: string, countryCode: string, storeName = 'BestSellerStore') {
  return {
    marketplace: {
      id,
      name: 'Amazon',
      countryCode,
      defaultCurrencyCode: 'USD',
      defaultLanguageCode: 'en_US',
      domainName: 'www.amazon.com',
    },
    participation: { isParticipating: true, hasSuspendedListings: false },
    storeName,
  };
}

const US = participation('ATVPDKIKX0DER', 'US');
const usParticipation = {
  marketplaceId: 'ATVPDKIKX0DER',
  isParticipating: true,
  hasSuspendedListings: false,
  storeName: 'BestSellerStore',
};

describe('the request', () => {
  beforeEach(() => amazon.reply(json(200, { payload: [] })));

  it('carries the token in the header of Amazon, our name and the time', async () => {
    await ask();
    expect(amazon.received[0]!.headers).toMatchObject({
      'x-amz-access-token': CANARIES.accessToken,
      'x-amz-date': '20261121T101500Z',
      'user-agent': expect.stringMatching(/^Evergrant\/[\d.]+ \(Language=TypeScript; Platform=Node\)$/),
    });
  });

  it.each(['na', 'eu'] as const)('goes to the host of region %s', async (region) => {
    await ask(region);
    expect(amazon.received[0]!.path).toBe(`/${region}/sellers/v1/marketplaceParticipations`);
  });
});

describe('a 200', () => {
  it('in the form of the published model becomes participations', async () => {
    amazon.reply(json(200, { payload: [US] }));
    expect(await ask()).toEqual({ outcome: 'ok', participations: [usParticipation] });
  });

  it('with undocumented marketplaces leaves those out, however odd they look', async () => {
    amazon.reply(
      json(200, {
        payload: [
          participation('A2ZV50J4W1RKNI', 'US', 'Non-Amazon'),
          { marketplace: { id: 'A1MQXOICRS2Z7M' } },
          { nothing: 'of the kind' },
          US,
        ],
      }),
    );
    expect(await ask()).toEqual({ outcome: 'ok', participations: [usParticipation] });
  });

  it.each(['GB', 'UK'])('that calls the United Kingdom %s is known by its marketplace id', async (countryCode) => {
    amazon.reply(json(200, { payload: [participation('A1F83G8C2ARO7P', countryCode)] }));
    expect(await ask('eu')).toMatchObject({ participations: [{ marketplaceId: 'A1F83G8C2ARO7P' }] });
  });

  it('of an older model, without storeName, is read', async () => {
    amazon.reply(json(200, { payload: [{ ...US, storeName: undefined }] }));
    expect(await ask()).toMatchObject({ participations: [{ storeName: '' }] });
  });

  it('with an empty list is an answer: the seller has no marketplace here', async () => {
    amazon.reply(json(200, { payload: [] }));
    expect(await ask()).toEqual({ outcome: 'ok', participations: [] });
  });

  it.each([
    ['without a payload', {}],
    ['of HTML', '<html>'],
    ['that hides whether the seller participates', { payload: [{ ...US, participation: {} }] }],
  ])('%s says nothing', async (_case, body) => {
    amazon.reply(json(200, body));
    expect(await ask()).toEqual({ outcome: 'unverifiable', reason: 'unexpected_answer' });
  });
});

const denied = (details: string | undefined) =>
  json(
    403,
    { errors: [{ code: 'Unauthorized', message: 'Access to requested resource is denied.', details }] },
    { 'x-amzn-ErrorType': 'AccessDeniedException', 'x-amzn-RequestId': '0a1b2c3d-4e5f' },
  );

describe('a 403', () => {
  it.each([
    ['The access token you provided is revoked, malformed or invalid.', { outcome: 'token_refused' }],
    ['The access token you provided has expired.', { outcome: 'token_refused' }],
    ['The LWA secret token you provided has expired.', { outcome: 'misconfigured', error: 'lwa_secret_expired' }],
    ['Access token is missing in the request header.', { outcome: 'misconfigured', error: 'access_token_missing' }],
    ['', { outcome: 'forbidden', requestId: '0a1b2c3d-4e5f' }],
    [undefined, { outcome: 'forbidden', requestId: '0a1b2c3d-4e5f' }],
    ['The marketplaces you provided are not valid for region.', { outcome: 'forbidden', requestId: '0a1b2c3d-4e5f' }],
  ])('with details "%s" means %j, and is asked for once', async (details, outcome) => {
    amazon.reply(denied(details));
    expect(await ask()).toEqual(outcome);
    expect(amazon.received).toHaveLength(1);
  });

  it('with a request id of other characters drops the id', async () => {
    amazon.reply(json(403, { errors: [{ details: '' }] }, { 'x-amzn-RequestId': '[click](https://evil.example)' }));
    expect(await ask()).toEqual({ outcome: 'forbidden', requestId: undefined });
  });

  it('that is not in Amazons form says nothing', async () => {
    amazon.reply(json(403, '<html>Request blocked</html>'));
    expect(await ask()).toEqual({ outcome: 'unverifiable', reason: 'unexpected_answer' });
  });
});

describe('a 429', () => {
  const quota = { errors: [{ code: 'QuotaExceeded', message: 'You exceeded your quota.', details: '' }] };

  it('asks for a wait of 63 s and some jitter, and is not tried again by itself', async () => {
    amazon.reply(json(429, quota));
    expect(await ask()).toEqual({ outcome: 'unverifiable', reason: 'rate_limited', retryAfterMs: 63_000 + 7_500 });
    expect(amazon.received).toHaveLength(1);
  });

  it('that asks for less than the rate allows still waits 63 s', async () => {
    amazon.reply(json(429, quota, { 'retry-after': '1' }));
    expect(await ask()).toMatchObject({ retryAfterMs: 63_000 + 7_500 });
  });

  it('that asks for more is obeyed', async () => {
    amazon.reply(json(429, quota, { 'retry-after': '120' }));
    expect(await ask()).toMatchObject({ retryAfterMs: 120_000 + 7_500 });
  });
});

describe('anything else says nothing about the grant, and is asked for once', () => {
  it.each([
    ['400', json(400, { errors: [] }), 'unexpected_answer'],
    ['404', json(404, { errors: [] }), 'unexpected_answer'],
    ['413', json(413, ''), 'unexpected_answer'],
    ['415', json(415, ''), 'unexpected_answer'],
    ['500', json(500, { errors: [{ code: 'InternalFailure' }] }), 'server_error'],
    ['503', json(503, '<html>'), 'server_error'],
    ['a dropped connection', hangUp, 'unreachable'],
    ['silence', staySilent, 'timeout'],
  ])('%s', async (_case, reply, reason) => {
    amazon.reply(reply);
    expect(await ask()).toEqual({ outcome: 'unverifiable', reason });
    expect(amazon.received).toHaveLength(1);
  });

  it('a refused connection', async () => {
    const client = clientOf(`http://127.0.0.1:${await deadPort()}`);
    const asked = await client.marketplaceParticipations({ region: 'na', accessToken });
    expect(asked).toEqual({ outcome: 'unverifiable', reason: 'unreachable' });
    await client.close();
  });
});

describe('the selling plan', () => {
  const askPlan = (region: 'na' | 'eu' = 'eu') => amazon.client.sellingPlan({ region, accessToken });
  const account = (sellingPlan: string) => ({
    payload: { businessType: 'PRIVATE_LIMITED', marketplaceParticipationList: [], sellingPlan },
  });

  it.each([
    ['PROFESSIONAL', 'professional'],
    ['INDIVIDUAL', 'individual'],
  ])('%s is read from the account', async (said, plan) => {
    amazon.reply(json(200, account(said)));

    expect(await askPlan()).toBe(plan);
    expect(amazon.received[0]!.path).toBe('/eu/sellers/v1/account');
  });

  it('is not asked for where Amazon does not offer it', async () => {
    expect(await askPlan('na')).toBeNull();
    expect(amazon.received).toEqual([]);
  });

  it.each([
    ['a role that is missing', json(403, { errors: [{ code: 'Unauthorized', message: 'x', details: '' }] })],
    ['its rate', json(429, { errors: [{ code: 'QuotaExceeded', message: 'x', details: '' }] })],
    ['an outage', json(503, {})],
    ['a plan of another name', json(200, account('SOMETHING_NEW'))],
    ['an answer that is no account', json(200, { payload: [] })],
    ['a broken connection', hangUp],
    ['no answer', staySilent],
  ])('is unknown after %s, and asked for once', async (_name, reply) => {
    amazon.reply(reply);

    expect(await askPlan()).toBeNull();
    expect(amazon.received).toHaveLength(1);
  });
});
