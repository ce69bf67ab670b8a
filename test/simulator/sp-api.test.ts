import type { Simulator } from '../../src/simulator/start-simulator';
import { askParticipations, askToken, grantFor, handClock, start } from './running';

function denied(details: string) {
  return { errors: [{ code: 'Unauthorized', message: 'Access to requested resource is denied.', details }] };
}

describe('The Sellers API', () => {
  const clock = handClock();
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await start({ clock });
  });
  afterAll(() => simulator.stop());
  beforeEach(() => clock.advance(3_600_000)); // fills the buckets

  it("tells the seller's marketplaces of the region and carries the rate", async () => {
    const { accessToken } = await grantFor(simulator);

    const response = await askParticipations(simulator, accessToken);

    const { payload } = (await response.json()) as { payload: { marketplace: { countryCode: string } }[] };
    expect(response.status).toBe(200);
    expect(response.headers.get('x-amzn-ratelimit-limit')).toBe('0.016');
    expect(response.headers.get('x-amzn-requestid')).toBeTruthy();
    expect(payload[0]).toEqual({
      marketplace: {
        id: 'ATVPDKIKX0DER',
        name: 'Amazon.com',
        countryCode: 'US',
        defaultCurrencyCode: 'USD',
        defaultLanguageCode: 'en_US',
        domainName: 'www.amazon.com',
      },
      participation: { isParticipating: true, hasSuspendedListings: false },
      storeName: 'Acme Outdoor',
    });
  });

  it('adds marketplaces that Amazon does not document', async () => {
    const { accessToken } = await grantFor(simulator);

    const { payload } = (await (await askParticipations(simulator, accessToken)).json()) as {
      payload: { marketplace: { id: string } }[];
    };

    expect(payload.map(({ marketplace }) => marketplace.id)).toEqual(
      expect.arrayContaining(['A2ZV50J4W1RKNI', 'A1MQXOICRS2Z7M']),
    );
  });

  it('calls the United Kingdom GB', async () => {
    const { accessToken } = await grantFor(simulator, 'globex');

    const { payload } = (await (await askParticipations(simulator, accessToken, 'eu')).json()) as {
      payload: { marketplace: { id: string; countryCode: string } }[];
    };

    expect(payload[0]?.marketplace).toMatchObject({ id: 'A1F83G8C2ARO7P', countryCode: 'GB' });
  });

  it('says when a seller is registered but does not participate', async () => {
    const { accessToken } = await grantFor(simulator, 'vandelay');

    const { payload } = (await (await askParticipations(simulator, accessToken)).json()) as {
      payload: { participation: { isParticipating: boolean } }[];
    };

    expect(payload[0]?.participation.isParticipating).toBe(false);
  });

  it('denies a request without a token', async () => {
    const response = await askParticipations(simulator, undefined);

    expect(response.status).toBe(403);
    expect(response.headers.get('x-amzn-errortype')).toBe('AccessDeniedException');
    expect(await response.json()).toEqual(denied('Access token is missing in the request header.'));
  });

  it('denies a token that it never issued', async () => {
    const response = await askParticipations(simulator, 'Atza|bogus');

    expect(response.status).toBe(403);
    expect(await response.json()).toEqual(denied('The access token you provided is revoked, malformed or invalid.'));
  });

  it('denies a token past its hour', async () => {
    const { accessToken } = await grantFor(simulator);
    clock.advance(3_600_000);

    const response = await askParticipations(simulator, accessToken);

    expect(response.status).toBe(403);
    expect(await response.json()).toEqual(denied('The access token you provided has expired.'));
  });

  it('takes a token one millisecond before its hour is over', async () => {
    const { accessToken } = await grantFor(simulator);
    clock.advance(3_600_000 - 1);

    expect((await askParticipations(simulator, accessToken)).status).toBe(200);
  });

  it('denies a living token after the seller has disabled the authorization', async () => {
    const { accessToken } = await grantFor(simulator, 'initech');
    await simulator.disable('initech', 'na');

    const response = await askParticipations(simulator, accessToken);

    expect(await response.json()).toEqual(denied('The access token you provided is revoked, malformed or invalid.'));
  });

  it.each(['eu', 'fe'] as const)('denies a North American token in region %s without saying why', async (region) => {
    const { accessToken } = await grantFor(simulator);

    const response = await askParticipations(simulator, accessToken, region);

    expect([response.status, await response.json()]).toEqual([403, denied('')]);
  });

  it('denies a grantless token without saying why', async () => {
    const { body } = await askToken(simulator, {
      grant_type: 'client_credentials',
      scope: 'sellingpartnerapi::notifications',
    });

    const response = await askParticipations(simulator, String(body['access_token']));

    expect([response.status, await response.json()]).toEqual([403, denied('')]);
  });

  it('answers 403, not 404, to an unknown path', async () => {
    const response = await fetch(`${simulator.addresses.spApi.na}/sellers/v1/nothing`, {
      headers: { 'x-amz-access-token': 'Atza|any' },
    });

    expect([response.status, await response.json()]).toEqual([403, denied('')]);
  });

  it('answers 429 without a rate header after 15 requests of one seller', async () => {
    const { accessToken } = await grantFor(simulator);
    const other = await grantFor(simulator, 'initech');
    for (let request = 0; request < 15; request += 1) await askParticipations(simulator, accessToken);

    const response = await askParticipations(simulator, accessToken);
    const ofOther = await askParticipations(simulator, other.accessToken);

    expect(response.status).toBe(429);
    expect(response.headers.has('x-amzn-ratelimit-limit')).toBe(false);
    expect(response.headers.has('retry-after')).toBe(false);
    expect(await response.json()).toEqual({
      errors: [{ code: 'QuotaExceeded', message: 'You exceeded your quota for the requested resource.', details: '' }],
    });
    expect(ofOther.status).toBe(200);
  });

  it('gives one more request after 62.5 seconds', async () => {
    const { accessToken } = await grantFor(simulator);
    for (let request = 0; request < 15; request += 1) await askParticipations(simulator, accessToken);

    clock.advance(62_400);
    const early = await askParticipations(simulator, accessToken);
    clock.advance(100);
    const inTime = await askParticipations(simulator, accessToken);

    expect([early.status, inTime.status]).toEqual([429, 200]);
  });
});

it('allows another burst for those who must ask more often', async () => {
  const simulator = await start({ sellersBurst: 16 });
  const { accessToken } = await grantFor(simulator);
  for (let request = 0; request < 15; request += 1) await askParticipations(simulator, accessToken);

  const sixteenth = await askParticipations(simulator, accessToken);
  const seventeenth = await askParticipations(simulator, accessToken);
  await simulator.stop();

  expect([sixteenth.status, seventeenth.status]).toEqual([200, 429]);
});
