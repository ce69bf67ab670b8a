import type { AuthorizedSeller, CrowdMerchant } from '../../src/simulator/crowd';
import type { Simulator } from '../../src/simulator/start-simulator';
import { askToken, consentUrl, start } from './running';

async function makeCrowd(simulator: Simulator, count: number): Promise<readonly CrowdMerchant[]> {
  return (await order(simulator, { count })) as CrowdMerchant[];
}

async function order(simulator: Simulator, body: object): Promise<unknown> {
  const response = await fetch(`${simulator.addresses.control}/crowd`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
  return response.json();
}

describe('A crowd of merchants', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await start({ application: { listed: true } });
  });
  afterAll(() => simulator.stop());

  it('has as many merchants as were ordered, each of another name', async () => {
    const crowd = await makeCrowd(simulator, 30);

    expect(new Set(crowd.map(({ name }) => name)).size).toBe(30);
  });

  it('consists of sellers who can consent', async () => {
    const [merchant] = await makeCrowd(simulator, 1);

    const given = await simulator.consent({ seller: merchant!.name, consentUrl: consentUrl(simulator) });

    expect(given.outcome).toBe('granted');
  });

  it('has sellers who consented already and whose refresh tokens work, if that was ordered', async () => {
    const crowd = (await order(simulator, { count: 2, authorized: true })) as AuthorizedSeller[];

    const answers = await Promise.all(
      crowd.map(({ refreshToken }) =>
        askToken(simulator, { grant_type: 'refresh_token', refresh_token: refreshToken }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(new Set(crowd.map(({ sellerId }) => sellerId)).size).toBe(2);
  });

  it('takes the place of the crowd before it', async () => {
    const [before] = await makeCrowd(simulator, 1);
    await makeCrowd(simulator, 1);

    await expect(simulator.consent({ seller: before!.name, consentUrl: consentUrl(simulator) })).rejects.toThrow(
      RangeError,
    );
  });
});
