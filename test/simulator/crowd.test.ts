import type { CrowdMerchant } from '../../src/simulator/crowd';
import type { Simulator } from '../../src/simulator/start-simulator';
import { consentUrl, start } from './running';

async function makeCrowd(simulator: Simulator, count: number): Promise<readonly CrowdMerchant[]> {
  const response = await fetch(`${simulator.addresses.control}/crowd`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ count }),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as CrowdMerchant[];
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

  it('takes the place of the crowd before it', async () => {
    const [before] = await makeCrowd(simulator, 1);
    await makeCrowd(simulator, 1);

    await expect(simulator.consent({ seller: before!.name, consentUrl: consentUrl(simulator) })).rejects.toThrow(
      RangeError,
    );
  });
});
