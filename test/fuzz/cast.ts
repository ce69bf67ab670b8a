import { API_KEY, CA_STORE, START, US_STORE } from '../api/bodies';
import { connected } from '../api/connected';
import { connectionTo, jsonHeaders, LIMITED_TO, type World } from './world';

/** By the name of a field or parameter: what there is to be named. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

/**
 * A new cast: onboardings in every state, webhook endpoints, API keys, pages of lists.
 * What the last cast has left of webhook endpoints goes, for their number is limited.
 *
 * @param name unlike that of any other cast; letters and digits
 */
export async function newCast(world: World, name: string): Promise<Known> {
  const { registry, clock, outside, keys } = world;
  const call = async (method: string, path: string, { body }: { readonly body?: unknown } = {}) => {
    const answer = await world.send({ method, path, headers: jsonHeaders(keys.all), body: JSON.stringify(body) });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as Readonly<Record<string, string>>;
  };
  const api = { call, registry } as unknown as Parameters<typeof connected>[0];
  const at = (onboardingId: string) => `/v1/onboardings/${onboardingId}`;

  const awaiting = `awaiting-${name}`;
  const stores = [US_STORE, CA_STORE].map((store) => ({ ...store, websiteCode: `w_${name}` }));
  const commerceConnection = connectionTo(outside.wildShop);
  await call('PUT', at(awaiting), { body: { ...START, commerceConnection, stores } });
  const bare = `bare-${name}`;
  await call('PUT', at(bare), { body: { merchantId: 'merchant-else', region: 'eu' } });
  const alive = `connected${name}`;
  await connected(api, alive);
  await call('PUT', `${at(alive)}/commerce-connection`, { body: connectionTo(outside.goodShop) });
  await call('POST', `${at(alive)}/stores`, { body: { ...CA_STORE, websiteCode: `v_${name}` } });
  const leaving = `leaving${name}`;
  await connected(api, leaving);
  const disconnecting = await call('POST', `${at(leaving)}/disconnect`, { body: { reason: 'It is over.' } });
  const closed = `closed-${name}`;
  await call('PUT', at(closed), { body: { merchantId: LIMITED_TO, region: 'na' } });
  await registry.onboardings.close(closed, clock.at);

  for (const { endpointId } of await registry.webhookEndpoints.list(clock.at)) {
    await registry.webhookEndpoints.delete(endpointId, 'test', clock.at);
  }
  const url = 'https://hooks.acme.example/evergrant';
  const hook = await call('POST', '/v1/webhook-endpoints', { body: { url } });
  const disabled = await call('POST', '/v1/webhook-endpoints', { body: { url } });
  await call('PATCH', `/v1/webhook-endpoints/${disabled['endpointId']}`, { body: { enabled: false } });
  const raised = await call('POST', `/v1/webhook-endpoints/${hook['endpointId']}/test`);
  const apiKey = await call('POST', '/v1/api-keys', { body: { name: 'passing', scopes: ['read'] } });
  const cursors = await Promise.all(
    ['/v1/onboardings', '/v1/events', '/v1/audit', '/v1/api-keys'].map((path) => call('GET', `${path}?limit=1`)),
  );

  // Every request comes a minute later than the one before, and a ticket lives for ten.
  const later = clock.at + HOUR_MS;
  const ownerTicket = await registry.tickets.issue(
    { action: 'owner_change', onboardingId: alive, actor: 'test' },
    later,
  );
  const purgeTicket = await registry.tickets.issue({ action: 'purge', onboardingId: closed, actor: 'test' }, later);

  return {
    campaignId: [await endedCampaign(world)],
    auditId: [disconnecting['auditId'], 'nothing'],
    until: [1, 30, 200].map((days) => new Date(clock.at + days * 24 * HOUR_MS).toISOString()),
    ticket: [ownerTicket.ticket],
    [CLOSED]: [closed, closed, closed, alive],
    [PURGE_TICKET]: [purgeTicket.ticket],
    onboardingId: [
      alive,
      alive,
      alive,
      alive,
      awaiting,
      bare,
      leaving,
      closed,
      `new-${name}`,
      `newer-${name}`,
      'nobody',
    ],
    confirm: [alive, awaiting],
    merchantId: [LIMITED_TO, `m-${alive}`, 'merchant-else'],
    storeId: ['us', 'us', 'ca', 'mx'],
    country: ['US', 'CA', 'MX', 'GB', 'us', 'DE'],
    endpointId: [hook['endpointId'], hook['endpointId'], disabled['endpointId']],
    keyId: [apiKey['keyId']],
    eventId: [raised['eventId']],
    cursor: cursors.map(({ nextCursor }) => nextCursor),
    privateKey: [
      API_KEY.privateKey,
      API_KEY.privateKey,
      API_KEY.privateKey.replaceAll('\n', ' '),
      '-----BEGIN PRIVATE KEY-----',
    ],
    baseUrl: [outside.goodShop, outside.wildShop, 'https://shop.acme.example', `${outside.origin}/commerce/saas/wild`],
    timeZone: ['Europe/London', 'America/New_York', 'Mars/Phobos'],
    'If-Match': ['"1"', '"2"', '*'],
    'Idempotency-Key': [`a-${name}`, `b-${name}`, `c-${name}`],
    limit: [1, 20, 100],
  };
}

const HOUR_MS = 3_600_000;

/** No fields have these names: they are named for the one operation that wants them. */
const CLOSED = 'closed onboardings';
const PURGE_TICKET = 'purge ticket';

/** What an operation is most likely to accept: an erasure wants what no other operation takes any more. */
export function knownTo(operationId: string, known: Known): Known {
  if (operationId !== 'purgeOnboarding') return known;
  return { ...known, onboardingId: known[CLOSED] ?? [], ticket: known[PURGE_TICKET] ?? [] };
}

/** Another one can be started; whatever the last cast has left is stopped. */
async function endedCampaign({ registry, clock }: World): Promise<string> {
  const { items } = await registry.campaigns.list({ limit: 100 });
  for (const { campaignId } of items) await registry.campaigns.stop(campaignId, 'test', clock.at);
  const campaign = { role: 'Shipping', reason: 'It was added.', perDay: 100, actor: 'test' };
  const started = await registry.campaigns.start(campaign, 24 * HOUR_MS, clock.at);
  if (started.outcome === 'running') return started.campaignId;
  await registry.campaigns.stop(started.campaign.campaignId, 'test', clock.at);
  return started.campaign.campaignId;
}
