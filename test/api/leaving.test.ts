import { createHash } from 'node:crypto';
import { connected, sellerOf } from './connected';
import { type RunningApi, startApi } from './running-api';

let api: RunningApi;
let counter = 0;
let id: string;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  counter += 1;
  id = `left${counter}`;
  await connected(api, id);
});

const REASON = { reason: 'The merchant asks for it.' };
const post = (action: string, body: object, options: object = {}) =>
  api.call('POST', `/v1/onboardings/${id}/${action}`, { body, ...options });
const close = () => api.registry.onboardings.close(id, api.clock.at);

async function ticketFor(action: 'purge' | 'owner_change', onboardingId = id): Promise<string> {
  return (await api.call('POST', '/v1/tickets', { body: { action, onboardingId } })).body.ticket;
}

/** As RFC 8785 orders them; there are no numbers but whole ones. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical((value as never)[name])}`).join(',')}}`;
}
const sha256 = (value: unknown) => createHash('sha256').update(canonical(value)).digest('hex');

describe('a disconnect', () => {
  it('is taken back by a verb of its own, and access tokens can be had again', async () => {
    await post('disconnect', REASON);
    const meanwhile = await api.call('POST', `/v1/onboardings/${id}/access-token`);
    const undone = await post('undo-disconnect', REASON);
    const after = await api.call('POST', `/v1/onboardings/${id}/access-token`);

    expect([meanwhile.status, undone.status, after.status]).toEqual([409, 202, 200]);
    expect(await api.registry.audit.find(undone.body.auditId)).toMatchObject({ action: 'undo_disconnect', ...REASON });
  });

  it('that never was cannot be taken back', async () => {
    expect((await post('undo-disconnect', REASON)).body.type).toBe('urn:evergrant:problem:not_disconnected');
  });

  it('cannot be taken back after seven days, also if no worker has come to their end', async () => {
    const began = api.clock.at;
    await post('disconnect', REASON);
    api.clock.at += 7 * 86_400_000;
    const refused = await post('undo-disconnect', REASON);
    const token = await api.call('POST', `/v1/onboardings/${id}/access-token`);
    api.clock.at = began;

    expect(refused).toMatchObject({ status: 409, body: { type: 'urn:evergrant:problem:disconnect_final' } });
    expect(refused.body.detail).toContain('Start a new onboarding');
    expect(token.status).toBe(409);
    expect(
      (await api.registry.audit.list({ onboardingId: id, limit: 9 })).items.map(({ action }) => action),
    ).not.toContain('undo_disconnect');
  });

  it('that is final cannot be taken back', async () => {
    await close();

    expect((await post('undo-disconnect', REASON)).body.type).toBe('urn:evergrant:problem:onboarding_closed');
  });
});

describe('a purge', () => {
  it('erases what was disconnected for good, and a replay says so again', async () => {
    await close();
    const body = { ticket: await ticketFor('purge'), ...REASON };
    const options = { headers: { 'idempotency-key': `purge-${id}` } };
    const purged = await post('purge', body, options);
    const replayed = await post('purge', body, options);
    const status = await api.call('GET', `/v1/onboardings/${id}`);

    expect(purged.status).toBe(200);
    expect(replayed.body).toEqual(purged.body);
    expect(status.body).toMatchObject({ stage: 'disconnected', stores: [], authorization: null, metadata: {} });
    expect(api.stored().includes(sellerOf(id))).toBe(false);
  });

  it('of a live onboarding is refused, and says to disconnect first', async () => {
    const refused = await post('purge', { ticket: await ticketFor('purge'), ...REASON });

    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain('Disconnect it first');
    expect((await api.call('GET', `/v1/onboardings/${id}`)).body.stage).toBe('connected');
  });

  it.each([
    ['a ticket for something else', () => ticketFor('owner_change')],
    ['a made-up ticket', () => Promise.resolve('tkt_made_up')],
  ])('with %s does nothing', async (_name, ticket) => {
    await close();
    const refused = await post('purge', { ticket: await ticket(), ...REASON });

    expect(refused.body.type).toBe('urn:evergrant:problem:ticket_refused');
    expect((await api.call('GET', `/v1/onboardings/${id}`)).body.stores).toHaveLength(1);
  });
});

describe('the receipts of consent', () => {
  const receipts = async () => (await api.call('GET', `/v1/onboardings/${id}/receipts`)).body.items;

  it('say who consented, and can be checked by anybody who has the export', async () => {
    const [receipt, ...others] = await receipts();

    expect(others).toEqual([]);
    expect(receipt.person.sellerId).toBe(sellerOf(id));
    expect(receipt.hash).toBe(sha256(receipt.evidence));
    expect(receipt.evidence.personHash).toBe(sha256(receipt.person));
  });

  it('name nobody after a purge, and prove what they proved', async () => {
    const [before] = await receipts();
    await close();
    await post('purge', { ticket: await ticketFor('purge'), ...REASON });

    expect(await receipts()).toEqual([{ ...before, person: null }]);
  });
});

it('the audit says who was handed which link, once under one Idempotency-Key, and holds no link', async () => {
  const options = { headers: { 'idempotency-key': `link-${id}` } };
  const { url } = (await post('links', { purpose: 'manage' }, options)).body;
  await post('links', { purpose: 'manage' }, options);
  const { items } = await api.registry.audit.list({ onboardingId: id, limit: 100 });

  expect(items.filter(({ action }) => action === 'make_link')).toEqual([
    expect.objectContaining({ subject: 'manage', actor: expect.stringMatching(/^key_/) as string, reason: '' }),
  ]);
  expect(JSON.stringify(items)).not.toContain(url.split('/c/')[1]);
});

describe('a decision about the owner', () => {
  it('is written down with decision, consent and reason', async () => {
    const decision = { decision: 'accept', consentId: 'con_42' };
    const decided = await post('owner-change', { ticket: await ticketFor('owner_change'), ...decision, ...REASON });

    expect(decided.status).toBe(202);
    expect(decided.headers.get('location')).toMatch(`/v1/audit/${decided.body.auditId}`);
    expect(await api.registry.audit.find(decided.body.auditId)).toMatchObject({
      action: 'decide_owner',
      detail: decision,
      ...REASON,
    });
  });

  it('takes a ticket, once', async () => {
    const body = { ticket: await ticketFor('owner_change'), decision: 'reject', ...REASON };
    const first = await post('owner-change', body);
    const second = await post('owner-change', body);

    expect([first.status, second.status]).toEqual([202, 403]);
  });

  it('with a ticket for another onboarding does nothing', async () => {
    await connected(api, `${id}other`);
    const ticket = await ticketFor('owner_change', `${id}other`);
    const refused = await post('owner-change', { ticket, decision: 'accept', ...REASON });
    const { items } = await api.registry.audit.list({ onboardingId: id, limit: 100 });

    expect(refused.body.type).toBe('urn:evergrant:problem:ticket_refused');
    expect(items.map(({ action }) => action)).not.toContain('decide_owner');
  });
});
