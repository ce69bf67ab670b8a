import { SCOPES, type Scope } from '../../src/domain/scopes';
import { API_KEY, CA_STORE, CONNECTION, START } from './bodies';
import { connected, startOf } from './connected';
import { type RunningApi, startApi } from './running-api';

/** A valid call of each route that asks for a key. A route that is missing here fails the first test. */
const CALLS: Readonly<
  Record<string, { readonly method: string; readonly path: string; readonly scope: Scope; readonly body?: unknown }>
> = {
  startOnboarding: { method: 'PUT', path: '/v1/onboardings/acme', scope: 'write', body: startOf('acme') },
  getOnboarding: { method: 'GET', path: '/v1/onboardings/acme', scope: 'read' },
  startCampaign: {
    method: 'POST',
    path: '/v1/campaigns',
    scope: 'operate',
    body: { role: 'Shipping', reason: 'A test.', perDay: 100 },
  },
  listCampaigns: { method: 'GET', path: '/v1/campaigns', scope: 'read' },
  getCampaign: { method: 'GET', path: '/v1/campaigns/{campaignId}', scope: 'read' },
  stopCampaign: { method: 'POST', path: '/v1/campaigns/{campaignId}/stop', scope: 'operate' },
  adopt: { method: 'POST', path: '/v1/adoptions', scope: 'admin', body: { rows: [{}] } },
  listOnboardings: { method: 'GET', path: '/v1/onboardings', scope: 'read' },
  replaceApiKey: { method: 'PUT', path: '/v1/onboardings/acme/api-key', scope: 'write', body: API_KEY },
  replaceCommerceConnection: {
    method: 'PUT',
    path: '/v1/onboardings/acme/commerce-connection',
    scope: 'write',
    body: CONNECTION,
  },
  getStore: { method: 'GET', path: '/v1/onboardings/acme/stores/us', scope: 'read' },
  addStore: { method: 'POST', path: '/v1/onboardings/acme/stores', scope: 'write', body: CA_STORE },
  correctStore: { method: 'PATCH', path: '/v1/onboardings/acme/stores/us', scope: 'write', body: { name: 'New' } },
  removeStore: { method: 'DELETE', path: '/v1/onboardings/acme/stores/ca', scope: 'write' },
  getContacts: { method: 'GET', path: '/v1/onboardings/acme/contacts', scope: 'read' },
  replaceContacts: {
    method: 'PUT',
    path: '/v1/onboardings/acme/contacts',
    scope: 'write',
    body: { contacts: [{ role: 'seller', email: 'owner@acme.shop' }] },
  },
  getCommerceOptions: { method: 'GET', path: '/v1/onboardings/acme/commerce-options', scope: 'write' },
  createLink: { method: 'POST', path: '/v1/onboardings/acme/links', scope: 'write', body: { purpose: 'renew' } },
  confirmChecklistItem: {
    method: 'PUT',
    path: '/v1/onboardings/acme/checklist/return_policy',
    scope: 'write',
    body: { confirmedBy: 'Jane Doe' },
  },
  takeBackChecklistItem: {
    method: 'DELETE',
    path: '/v1/onboardings/acme/checklist/return_policy',
    scope: 'write',
  },
  getAccessToken: { method: 'POST', path: '/v1/onboardings/acme/access-token', scope: 'tokens' },
  getPlan: { method: 'GET', path: '/v1/onboardings/acme/plan', scope: 'read' },
  getPolicy: { method: 'GET', path: '/v1/policy', scope: 'read' },
  getAuthorizationForecast: { method: 'GET', path: '/v1/authorizations/forecast', scope: 'read' },
  getAuthorizationCapacity: { method: 'GET', path: '/v1/authorizations/capacity', scope: 'read' },
  listIncidents: { method: 'GET', path: '/v1/incidents', scope: 'read' },
  disconnectOnboarding: {
    method: 'POST',
    path: '/v1/onboardings/acme/disconnect',
    scope: 'operate',
    body: { reason: 'A test.' },
  },
  ...Object.fromEntries(
    ['remind', 'probe', 'reopen', 'refresh'].map((verb) => [
      `${verb}Onboarding`,
      { method: 'POST', path: `/v1/onboardings/acme/${verb}`, scope: 'operate', body: { reason: 'A test.' } } as const,
    ]),
  ),
  snoozeOnboarding: {
    method: 'POST',
    path: '/v1/onboardings/acme/snooze',
    scope: 'operate',
    body: { reason: 'A test.', until: '2026-11-20T00:00:00Z' },
  },
  undoDisconnect: {
    method: 'POST',
    path: '/v1/onboardings/acme/undo-disconnect',
    scope: 'operate',
    body: { reason: 'A test.' },
  },
  listReceipts: { method: 'GET', path: '/v1/onboardings/acme/receipts', scope: 'read' },
  decideOwner: {
    method: 'POST',
    path: '/v1/onboardings/acme/owner-change',
    scope: 'admin',
    body: { ticket: 'tkt_owner_change', decision: 'reject', reason: 'A test.' },
  },
  listEvents: { method: 'GET', path: '/v1/events', scope: 'read' },
  createWebhookEndpoint: {
    method: 'POST',
    path: '/v1/webhook-endpoints',
    scope: 'admin',
    body: { url: 'https://backend.example/hooks' },
  },
  listWebhookEndpoints: { method: 'GET', path: '/v1/webhook-endpoints', scope: 'admin' },
  getWebhookEndpoint: { method: 'GET', path: '/v1/webhook-endpoints/{endpointId}', scope: 'admin' },
  changeWebhookEndpoint: {
    method: 'PATCH',
    path: '/v1/webhook-endpoints/{endpointId}',
    scope: 'admin',
    body: { enabled: true },
  },
  createWebhookSecret: { method: 'POST', path: '/v1/webhook-endpoints/{endpointId}/secrets', scope: 'admin', body: {} },
  testWebhookEndpoint: { method: 'POST', path: '/v1/webhook-endpoints/{endpointId}/test', scope: 'admin' },
  replayEvents: {
    method: 'POST',
    path: '/v1/webhook-endpoints/{endpointId}/replay',
    scope: 'admin',
    body: { from: '2026-01-01T00:00:00Z' },
  },
  listDeliveries: { method: 'GET', path: '/v1/webhook-endpoints/{endpointId}/deliveries', scope: 'admin' },
  createApiKey: { method: 'POST', path: '/v1/api-keys', scope: 'admin', body: { name: 'A test', scopes: ['admin'] } },
  listApiKeys: { method: 'GET', path: '/v1/api-keys', scope: 'admin' },
  revokeApiKey: { method: 'DELETE', path: '/v1/api-keys/{keyId}', scope: 'admin' },
  createTicket: { method: 'POST', path: '/v1/tickets', scope: 'admin', body: { action: 'adoption' } },
  getAuditEntry: { method: 'GET', path: '/v1/audit/{auditId}', scope: 'operate' },
  listAudit: { method: 'GET', path: '/v1/audit', scope: 'admin' },
  deleteWebhookEndpoint: { method: 'DELETE', path: '/v1/webhook-endpoints/{endpointId}', scope: 'admin' },
  // The last one: of the onboarding nothing is left.
  purgeOnboarding: {
    method: 'POST',
    path: '/v1/onboardings/acme/purge',
    scope: 'admin',
    body: { ticket: 'tkt_purge', reason: 'A test.' },
  },
};
const PUBLIC = ['getHealth', 'getReadiness'];
const PROTECTED = Object.entries(CALLS);
const OF_ONE_ONBOARDING = PROTECTED.filter(([, { path }]) => path.startsWith('/v1/onboardings/'));

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
  await connected(api, 'acme');
});
afterAll(() => api.close());

/** The path with the id of something that there is. */
async function inhabited(path: string): Promise<string> {
  if (path.includes('{keyId}')) {
    const { body } = await api.call('POST', '/v1/api-keys', { body: CALLS['createApiKey']!.body });
    return path.replace('{keyId}', body.keyId);
  }
  if (path.includes('{auditId}')) {
    const [newest] = (await api.registry.audit.list({ onboardingId: 'acme', limit: 1 })).items;
    return path.replace('{auditId}', newest!.auditId);
  }
  if (path.includes('{campaignId}')) {
    // One runs at a time: there is one afterwards in any case.
    await api.call('POST', '/v1/campaigns', { body: CALLS['startCampaign']!.body });
    const { items } = (await api.call('GET', '/v1/campaigns')).body;
    return path.replace('{campaignId}', items[0].campaignId);
  }
  if (!path.includes('{endpointId}')) return path;
  const { body } = await api.call('POST', '/v1/webhook-endpoints', { body: { url: 'https://backend.example/hooks' } });
  return path.replace('{endpointId}', body.endpointId);
}

/** The body with a ticket that there is, for what takes one. */
async function permitted(body: unknown): Promise<unknown> {
  const [, action] =
    /^tkt_(owner_change|purge)$/.exec((body as { readonly ticket?: string } | undefined)?.ticket ?? '') ?? [];
  if (action === undefined) return body;
  if (action === 'purge') {
    // An earlier call has taken a disconnect back, and no process is here that hears of it.
    const left = { onboardingId: 'acme', verb: 'disconnect', actor: 'test', reason: 'They left.' } as const;
    await api.registry.verbs.request(left, api.clock.at);
    await api.registry.onboardings.close('acme', api.clock.at);
  }
  const ticket = await api.call('POST', '/v1/tickets', { body: { action, onboardingId: 'acme' } });
  return { ...(body as object), ticket: ticket.body.ticket };
}

test('the calls below are all routes of the public document', () => {
  const operations = Object.values(api.document.paths).flatMap((path) => Object.values(path));

  expect(operations.map(({ operationId }) => operationId).sort()).toEqual([...Object.keys(CALLS), ...PUBLIC].sort());
});

test.each(PROTECTED)('%s asks for a key', async (_name, { method, path, body }) => {
  const refused = await api.call(method, path, { body, secret: null });

  expect(refused.status).toBe(401);
  expect(refused.headers.get('www-authenticate')).toBe('Bearer');
});

test.each(PROTECTED)('%s asks for its scope', async (_name, { method, path, body, scope }) => {
  const secret = await api.keyWith(SCOPES.filter((other) => other !== scope));

  const refused = await api.call(method, path, { body, secret });

  expect(refused.status).toBe(403);
  expect(refused.body.detail).toContain(`"${scope}"`);
});

test.each(PROTECTED)('%s is content with its scope alone', async (_name, { method, path, body, scope }) => {
  const secret = await api.keyWith([scope]);
  const allowed = await api.call(method, await inhabited(path), { body: await permitted(body), secret });

  expect(allowed.status).toBeLessThan(300);
});

test.each(OF_ONE_ONBOARDING)('%s knows nothing of a merchant that the key is not for', async (_name, call) => {
  const secret = await api.keyWith(SCOPES, ['merchant-other']);

  const hidden = await api.call(call.method, call.path, { body: call.body, secret });
  const absent = await api.call(call.method, call.path.replace('acme', 'absent'), { body: call.body, secret });

  expect(hidden.status).toBe(404);
  expect({ ...hidden.body, instance: '' }).toEqual({ ...absent.body, instance: '' });
});

test('a start under an id of another merchant does not reveal that the id is taken', async () => {
  const secret = await api.keyWith(['write'], ['merchant-other']);

  const hidden = await api.call('PUT', '/v1/onboardings/acme', {
    secret,
    body: { ...START, merchantId: 'merchant-other' },
  });

  expect(hidden.status).toBe(404);
});

test('a key cannot start an onboarding for a merchant that it is not for', async () => {
  const secret = await api.keyWith(['write'], ['merchant-other']);

  const refused = await api.call('PUT', '/v1/onboardings/foreign', { secret, body: START });

  expect(refused.status).toBe(404);
  expect(await api.registry.onboardings.status('foreign')).toBeUndefined();
});

test('the list holds only what the key is for', async () => {
  const other = { merchantId: 'merchant-other', region: 'na' };
  await api.call('PUT', '/v1/onboardings/other', { body: other });

  const list = await api.call('GET', '/v1/onboardings', { secret: await api.keyWith(['read'], ['merchant-other']) });

  expect(list.body.items.map(({ onboardingId }: { onboardingId: string }) => onboardingId)).toEqual(['other']);
});

test.each([
  ['a wrong key', 'Bearer nobody-knows-this-key'],
  ['another scheme', 'Basic YTpi'],
  ['an empty key', 'Bearer '],
  ['a key with something behind it', 'Bearer a b'],
  ['an endless key', `Bearer ${'x'.repeat(5_000)}`],
])('%s is refused', async (_name, authorization) => {
  const refused = await api.call('GET', '/v1/onboardings', { secret: null, headers: { authorization } });

  expect(refused.status).toBe(401);
});

test('a key in a cookie or in the query counts for nothing', async () => {
  const cookie = await api.call('GET', '/v1/onboardings', {
    secret: null,
    headers: { cookie: `authorization=Bearer ${api.secret}; apiKey=${api.secret}` },
  });
  const query = await api.call('GET', `/v1/onboardings?access_token=${api.secret}`, { secret: null });

  expect([cookie.status, query.status]).toEqual([401, 401]);
});

test('nothing of a request is read before its key is known', async () => {
  const refused = await api.call('PUT', '/v1/onboardings/acme', { raw: '{"broken', secret: null });

  expect(refused.status).toBe(401);
});
