import type { CrowdMerchant } from '../../src/simulator/crowd';
import { merchantOf } from '../../src/start/demo-onboardings';
import type { Pace } from '../../src/start/settings';
import { consent } from '../../src/start/simulated-seller';
import { startTestWorld, type TestWorld } from './test-world';

/** A day is a second, so a round, which comes once a second, finds every grant due. */
const PACE: Pace = { dayMs: 1_000, policy: { grantDays: 300 } };
const SELLERS = 9;

let world: TestWorld;
let names: readonly string[];

beforeAll(async () => {
  world = await startTestWorld(PACE);
  const crowd = await control<readonly CrowdMerchant[]>('crowd', { count: SELLERS });
  names = crowd.map(({ name }) => name);
  await Promise.all(crowd.map(connect));
}, 180_000);
afterAll(() => world.stop(), 60_000);

async function control<T>(path: string, order: unknown): Promise<T> {
  const response = await fetch(`${world.demo.addresses.control}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  if (!response.ok) throw new Error(`The simulator refused ${path}: ${await response.text()}`);
  return (await response.json()) as T;
}

async function connect({ name, email, commerce }: CrowdMerchant): Promise<void> {
  const body = {
    merchantId: name,
    region: 'na',
    apiKey: merchantOf(world.demo, 'acme').apiKeys.find(({ environment }) => environment === 'production'),
    commerceConnection: commerce,
    stores: [
      {
        country: 'US',
        websiteCode: name,
        email,
        name: `Store of ${name}`,
        mapping: { amazonIdType: 'asin', attributeCode: 'amazon_asin' },
      },
    ],
  };
  await world.api.start(name, JSON.stringify(body));
  await world.at(name, 'awaiting_consent');
  await consentByLink(name);
  await world.at(name, 'connected');
}

async function consentByLink(name: string): Promise<void> {
  const seller = { productUrl: world.url, controlUrl: world.demo.addresses.control, seller: name };
  await consent(seller, await world.api.makeLink(name));
}

async function read<T>(path: string): Promise<T> {
  const response = await fetch(`${world.url}${path}`, { headers: { authorization: `Bearer ${world.apiKey}` } });
  return (await response.json()) as T;
}

interface Incident {
  readonly cause: string;
  readonly closedAt: string | null;
}

const incidents = async () => (await read<{ readonly items: readonly Incident[] }>('/v1/incidents')).items;

async function untilIncidents(fits: (found: readonly Incident[]) => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!fits(await incidents())) {
    if (Date.now() > deadline) throw new Error(`The incidents stay ${JSON.stringify(await incidents())}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const eventTypes = async () => {
  const { items } = await read<{ readonly items: readonly { readonly type: string }[] }>('/v1/events?limit=100');
  return items.map(({ type }) => type);
};

it('an outage of Amazon is an incident, calls nobody revoked, and ends by itself', async () => {
  await control('faults', { operation: 'lwa.token', times: 10_000, status: 503 });
  await untilIncidents(([latest]) => latest?.closedAt === null);
  await fetch(`${world.demo.addresses.control}/faults`, { method: 'DELETE' });
  await untilIncidents(([latest]) => latest?.cause === 'amazon' && latest.closedAt !== null);

  const statuses = await Promise.all(names.map((name) => world.api.status(name)));
  expect(statuses.map((status) => status?.stage)).toEqual(names.map(() => 'connected'));
  expect(statuses.every((status) => status?.authorization?.suspectedSince === null)).toBe(true);
}, 120_000);

it('a seller who revokes at Amazon is found, and comes back with a new consent', async () => {
  const [name = ''] = names;
  await control('disable', { seller: name });
  const { waitingOn } = await world.at(name, 'revoked');
  expect(waitingOn).toBe('seller');
  await consentByLink(name);
  await world.until(name, ({ stage, authorization }) => stage === 'connected' && authorization?.generation === 2);
}, 120_000);

it('many who revoke at once are an incident first, and are told when it is over', async () => {
  const leaving = names.slice(3);
  await Promise.all(leaving.map((seller) => control('disable', { seller })));
  await untilIncidents(([latest]) => latest?.cause === 'refusals');
  await Promise.all(leaving.map((name) => world.at(name, 'revoked')));
  await untilIncidents(([latest]) => latest?.cause === 'refusals' && latest.closedAt !== null);

  const types = await eventTypes();
  const after = types.slice(types.lastIndexOf('incident.opened'));
  expect(after.indexOf('incident.closed')).toBeLessThan(after.indexOf('authorization.revoked'));
  expect(after.filter((type) => type === 'authorization.revoked')).toHaveLength(leaving.length);
}, 120_000);
