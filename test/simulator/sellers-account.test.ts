import type { Simulator } from '../../src/simulator/start-simulator';
import { askParticipations, grantFor, handClock, start } from './running';

describe('getAccount of the Sellers API', () => {
  const clock = handClock();
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await start({ clock });
  });
  afterAll(() => simulator.stop());
  beforeEach(() => clock.advance(3_600_000)); // fills the buckets

  async function askAccount(accessToken: string, region: 'na' | 'eu' = 'eu'): Promise<Response> {
    return fetch(`${simulator.addresses.spApi[region]}/sellers/v1/account`, {
      headers: { 'x-amz-access-token': accessToken },
    });
  }

  async function accountOf(seller: string): Promise<Record<string, unknown>> {
    const { accessToken } = await grantFor(simulator, seller);
    const answer = (await (await askAccount(accessToken)).json()) as { payload: Record<string, unknown> };
    return answer.payload;
  }

  it('tells plan, kind of business and participations, and carries the rate', async () => {
    const { accessToken } = await grantFor(simulator, 'globex');

    const response = await askAccount(accessToken);

    expect(response.status).toBe(200);
    expect(response.headers.get('x-amzn-ratelimit-limit')).toBe('0.016');
    expect(await response.json()).toMatchObject({
      payload: {
        sellingPlan: 'PROFESSIONAL',
        businessType: 'PRIVATE_LIMITED',
        business: { name: 'Globex Trading' },
        marketplaceParticipationList: expect.arrayContaining([
          expect.objectContaining({ storeName: 'Globex Trading' }),
        ]),
      },
    });
  });

  it('tells another plan once the seller has changed it', async () => {
    await simulator.changeAccount('globex', { sellingPlan: 'INDIVIDUAL' });

    expect(await accountOf('globex')).toMatchObject({ sellingPlan: 'INDIVIDUAL' });
  });

  it('names no business for a private person', async () => {
    await simulator.changeAccount('globex', { businessType: 'INDIVIDUAL' });

    expect(await accountOf('globex')).not.toHaveProperty('business');
  });

  it('exists in Europe only', async () => {
    const { accessToken } = await grantFor(simulator, 'acme');

    const response = await askAccount(accessToken, 'na');

    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ errors: [{ code: 'Unauthorized', details: '' }] });
  });

  it('has a rate of its own', async () => {
    const { accessToken } = await grantFor(simulator, 'globex');
    for (let request = 0; request < 15; request += 1) await askAccount(accessToken);

    expect((await askAccount(accessToken)).status).toBe(429);
    expect((await askParticipations(simulator, accessToken, 'eu')).status).toBe(200);
  });

  it('can be ordered to fail', async () => {
    const { accessToken } = await grantFor(simulator, 'globex');
    await simulator.orderFault({ operation: 'sellers.account', status: 503 });

    expect((await askAccount(accessToken)).status).toBe(503);
    expect((await askAccount(accessToken)).status).toBe(200);
  });
});
