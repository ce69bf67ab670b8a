import { Secret } from '../src/domain/secret';
import type { Simulator } from '../src/simulator/start-simulator';
import { json, startAmazon, type AmazonServer } from '../test/amazon/amazon-server';
import {
  askParticipations,
  askToken,
  codeFor,
  DAY_MS,
  exchange,
  freshFolder,
  grantFor,
  handClock,
  start,
  type TokenAnswer,
} from '../test/simulator/running';
import {
  LWA_ERRORS,
  SP_API_DENIAL,
  SP_API_DENIALS,
  SP_API_QUOTA,
  type LwaCause,
  type SpApiCause,
} from './amazon-error-table';

const clock = handClock();
let simulator: Simulator;
let amazon: AmazonServer;
beforeAll(async () => {
  simulator = await start({ clock });
  amazon = await startAmazon();
});
beforeEach(() => clock.advance(3_600_000)); // fills the buckets
afterEach(() => simulator.reset());
afterAll(async () => {
  await amazon.close();
  await simulator.stop();
});

const refresh = (refreshToken: string | undefined) =>
  askToken(simulator, { grant_type: 'refresh_token', refresh_token: refreshToken });

/** A failure inside Amazon comes from the simulator on order only, in the words of the order: there is nothing to compare. */
type Refused = Exclude<LwaCause, 'failure inside LWA' | 'failure inside LWA, in its other spelling' | 'LWA overloaded'>;

const LWA_PROVOKED: Readonly<Record<Refused, () => Promise<TokenAnswer>>> = {
  'code older than five minutes': async () => {
    const code = await codeFor(simulator);
    clock.advance(300_000);
    return exchange(simulator, code);
  },
  'code used before': async () => {
    const code = await codeFor(simulator);
    expect((await exchange(simulator, code)).status).toBe(200);
    return exchange(simulator, code);
  },
  'code malformed': () => exchange(simulator, '%%%'),
  'code of another client': () => asOtherClient((first) => codeFor(first), exchange),
  'refresh token unknown': () => refresh('Atzr|unknown'),
  'refresh token revoked by the seller': async () => {
    const { refreshToken } = await grantFor(simulator);
    await simulator.disable('acme', 'na');
    return refresh(refreshToken);
  },
  'refresh token older than 365 days': async () => {
    const { refreshToken } = await grantFor(simulator);
    clock.advance(365 * DAY_MS);
    return refresh(refreshToken);
  },
  'refresh token of another client': () =>
    asOtherClient(
      async (first) => (await grantFor(first)).refreshToken,
      (other, refreshToken) => askToken(other, { grant_type: 'refresh_token', refresh_token: refreshToken }),
    ),
  'client id wrong': () =>
    askToken(simulator, { grant_type: 'refresh_token', refresh_token: 'x', client_id: 'someone' }),
  'client secret wrong': () =>
    askToken(simulator, { grant_type: 'refresh_token', refresh_token: 'x', client_secret: 'guessed' }),
  'refresh token missing': () => refresh(undefined),
  'grant type unknown': () => askToken(simulator, { grant_type: 'password' }),
  'scope unknown': () => askToken(simulator, { grant_type: 'client_credentials', scope: 'everything' }),
};

/** Does something as one application, then something else as another one of the same world. */
async function asOtherClient(
  first: (simulator: Simulator) => Promise<string>,
  then: (simulator: Simulator, secret: string) => Promise<TokenAnswer>,
): Promise<TokenAnswer> {
  const dataDir = await freshFolder();
  const one = await start({ clock, dataDir });
  const secret = await first(one);
  await one.stop();
  const other = await start({ clock, dataDir, application: { clientId: 'amzn1.application-oa2-client.other' } });
  const answer = await then(other, secret);
  await other.stop();
  return answer;
}

describe.each(Object.entries(LWA_PROVOKED))('LWA, %s', (cause, provoke) => {
  it('is answered by the simulator with status, error and description of the table', async () => {
    const { status, error, description = expect.any(String) as unknown } = LWA_ERRORS[cause as Refused];

    const answer = await provoke();

    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ error, error_description: description });
  });
});

describe.each(Object.entries(LWA_ERRORS))('LWA, %s', (_cause, { status, error, description, meaning }) => {
  it(`means ${meaning} to our client`, async () => {
    amazon.reply(json(status, { error, ...(description === undefined ? {} : { error_description: description }) }));

    const outcomes = [
      await amazon.client.refresh(new Secret('Atzr|any')),
      await amazon.client.exchangeCode(new Secret('any')),
    ];

    expect(outcomes.map(({ outcome }) => outcome)).toEqual([meaning, meaning]);
  });
});

describe('LWA, otherwise', () => {
  it('names its request in every refusal, and lets nobody keep it', async () => {
    const { headers } = await refresh('Atzr|unknown');

    expect(headers.get('x-amzn-requestid')).toMatch(/^[\w-]{36}$/);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('returns the same refresh token with every new access token of an hour', async () => {
    const { refreshToken, accessToken } = await grantFor(simulator);

    const { status, body, headers } = await refresh(refreshToken);

    expect(status).toBe(200);
    expect(body).toMatchObject({ refresh_token: refreshToken, token_type: 'bearer', expires_in: 3600 });
    expect(body['access_token']).not.toBe(accessToken);
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

/** Nothing that the simulator offers takes a marketplace id. */
type Provoked = Exclude<SpApiCause, 'marketplace of another region'>;

const DENIALS_PROVOKED: Readonly<Record<Provoked, () => Promise<Response>>> = {
  'header missing': () => askParticipations(simulator, undefined),
  'token unknown': () => askParticipations(simulator, 'Atza|unknown'),
  'token revoked by the seller': async () => {
    const { accessToken } = await grantFor(simulator);
    await simulator.disable('acme', 'na');
    return askParticipations(simulator, accessToken);
  },
  'token past its hour': async () => {
    const { accessToken } = await grantFor(simulator);
    clock.advance(3_600_000);
    return askParticipations(simulator, accessToken);
  },
  'path unknown': async () => {
    const { accessToken } = await grantFor(simulator);
    return fetch(`${simulator.addresses.spApi.na}/orders/v0/orders`, {
      headers: { 'x-amz-access-token': accessToken },
    });
  },
  'token of another region': async () => {
    const { accessToken } = await grantFor(simulator);
    return askParticipations(simulator, accessToken, 'eu');
  },
  'client secret expired': async () => {
    const { accessToken } = await grantFor(simulator);
    await simulator.expireSecret(true);
    return askParticipations(simulator, accessToken);
  },
};

describe.each(Object.entries(DENIALS_PROVOKED))('SP-API, %s', (cause, provoke) => {
  it('is answered by the simulator with 403 and the details of the table', async () => {
    const response = await provoke();

    const { code, message, errorType } = SP_API_DENIAL;
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({
      errors: [{ code, message, details: SP_API_DENIALS[cause as Provoked].details }],
    });
    expect(response.headers.get('x-amzn-errortype')).toBe(errorType);
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[\w-]{36}$/);
    expect(response.headers.has('x-amzn-ratelimit-limit')).toBe(false);
  });
});

describe.each(Object.entries(SP_API_DENIALS))('SP-API, %s', (_cause, { details, meaning }) => {
  it(`means ${meaning} to our client`, async () => {
    const { code, message } = SP_API_DENIAL;
    amazon.reply(json(403, { errors: [{ code, message, details }] }));

    const accessToken = new Secret('Atza|any');
    const { outcome } = await amazon.client.marketplaceParticipations({ region: 'na', accessToken });

    expect(outcome).toBe(meaning);
  });
});

describe('SP-API, quota spent', () => {
  it('is answered by the simulator with 429, without a rate and without a time to wait', async () => {
    const { accessToken } = await grantFor(simulator);
    for (let request = 0; request < 15; request += 1) await askParticipations(simulator, accessToken);

    const response = await askParticipations(simulator, accessToken);

    expect(response.status).toBe(429);
    expect(await response.json()).toEqual({ errors: [SP_API_QUOTA] });
    expect(response.headers.has('x-amzn-ratelimit-limit')).toBe(false);
    expect(response.headers.has('retry-after')).toBe(false);
  });

  it('means waiting for at least 63 seconds to our client', async () => {
    amazon.reply(json(429, { errors: [SP_API_QUOTA] }));

    const accessToken = new Secret('Atza|any');
    const outcome = await amazon.client.marketplaceParticipations({ region: 'na', accessToken });

    expect(outcome).toMatchObject({ outcome: 'unverifiable', reason: 'rate_limited' });
    expect((outcome as { retryAfterMs: number }).retryAfterMs).toBeGreaterThanOrEqual(63_000);
  });
});

it('the simulator tells the rate of the Sellers API where it answers', async () => {
  const { accessToken } = await grantFor(simulator);

  expect((await askParticipations(simulator, accessToken)).headers.get('x-amzn-ratelimit-limit')).toBe('0.016');
});
