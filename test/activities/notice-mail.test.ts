import { createSecretKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { createNoticeMailActivities } from '../../src/activities/notice-mail';
import { CONTACT_PROPOSAL_TTL_MS } from '../../src/domain/contact-proposal';
import type { ContactNotice, Notice, WrongAccountNotice } from '../../src/domain/notice';
import { createMailer } from '../../src/notifications/smtp';
import type { ContactInput } from '../../src/registry/contacts';
import type { Registry } from '../../src/registry/registry';
import { candidate, grantInForce, participation, started } from '../registry/consent-steps';
import { T0, testDatabase, US, type TestDatabase } from '../registry/fixture';

const OLD: ContactInput = { role: 'seller', email: 'old@shop.example', language: 'en', timeZone: 'Europe/Paris' };
const MERCHANT: ContactInput = { ...OLD, role: 'merchant', email: 'merchant@shop.example' };
const NEW: ContactInput = { ...OLD, email: 'new@shop.example' };

let database: TestDatabase;
let registry: Registry;
let server: SMTPServer;
const mails: { readonly to: string; readonly subject: string | undefined; readonly text: string }[] = [];
let refusing = false;

beforeAll(async () => {
  database = await testDatabase();
  registry = await database.open();
  server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onRcptTo: (_address, _session, done) => {
      done(refusing ? Object.assign(new Error('5.1.1 Nobody here'), { responseCode: 550 }) : null);
    },
    onData: (stream, { envelope }, done) => {
      void buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then(({ subject, text }) => {
          mails.push({ to: envelope.rcptTo.map(({ address }) => address).join(), subject, text: text ?? '' });
          done();
        });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
});
afterAll(async () => {
  await new Promise((closed) => server.close(() => closed(undefined)));
  await database.remove();
});
beforeEach(() => {
  mails.length = 0;
  refusing = false;
});

function activities(clock = { now: () => T0 }) {
  return createNoticeMailActivities({
    registry,
    mailer: createMailer({
      host: '127.0.0.1',
      port: (server.server.address() as AddressInfo).port,
      secure: false,
      from: { name: 'Shop Backend', address: 'no-reply@backend.example' },
      clock,
    }),
    clock,
    publicName: 'Shop Backend',
    publicBaseUrl: 'https://connect.example',
    dayMs: 86_400_000,
    mailDomain: 'backend.example',
    messageIdKey: createSecretKey(randomBytes(32)),
    environment: 'test',
    muted: false,
  });
}

/** What is to be mailed about an onboarding, taken from the outbox. */
async function noticesOf(id: string): Promise<readonly Notice[]> {
  const notices: Notice[] = [];
  for (;;) {
    const rows = await registry.outbox.claim('test', 50, 1, T0);
    if (rows.length === 0) return notices;
    for (const { outboxId, task } of rows) {
      await registry.outbox.done(outboxId, T0);
      if (task.kind === 'notice' && task.onboardingId === id) notices.push(task.notice);
    }
  }
}

/** An onboarding whose address is to change, and what is to be mailed about it. */
async function changing(): Promise<{
  readonly id: string;
  readonly confirm: ContactNotice;
  readonly toOld: ContactNotice;
}> {
  const id = await started(registry, { contacts: [OLD], stores: [] });
  const old = (await registry.contacts.forRole(id, 'seller'))!;
  await registry.contacts.replace(id, [NEW], { actor: 'test', ifRevision: null }, T0);
  const notices = (await noticesOf(id)).filter((notice) => 'revision' in notice);
  return {
    id,
    confirm: notices.find(({ kind }) => kind === 'confirm_contact')!,
    toOld: notices.find(({ contactId }) => contactId === old.contactId)!,
  };
}

test('the new address is asked to confirm, by a link that works as long as the proposal', async () => {
  const { id, confirm } = await changing();
  expect(await activities().sendNotice({ onboardingId: id, notice: confirm })).toEqual({ outcome: 'done' });
  expect(mails).toMatchObject([{ to: NEW.email, subject: 'Confirm your mail address' }]);
  const token = /https:\/\/connect\.example\/c\/(\S+)/.exec(mails[0]!.text)?.[1] ?? '';
  expect(await registry.links.open(token, T0 + CONTACT_PROPOSAL_TTL_MS - 1)).toMatchObject({
    outcome: 'open',
    link: { purpose: 'confirm_contact', contactId: confirm.contactId },
  });
  expect(await registry.links.open(token, T0 + CONTACT_PROPOSAL_TTL_MS)).toEqual({ outcome: 'dead' });
});

test('a mail about contacts is sent once, however often it is tried', async () => {
  const { id, confirm } = await changing();
  const { sendNotice } = activities();
  await sendNotice({ onboardingId: id, notice: confirm });
  expect(await sendNotice({ onboardingId: id, notice: confirm })).toEqual({ outcome: 'done' });
  expect(mails).toHaveLength(1);
});

test('a proposal that was taken back is mailed to nobody', async () => {
  const { id, confirm } = await changing();
  await registry.contacts.replace(id, [OLD], { actor: 'test', ifRevision: null }, T0);
  expect(await activities().sendNotice({ onboardingId: id, notice: confirm })).toEqual({ outcome: 'skipped' });
  expect(mails).toEqual([]);
});

test('nobody is mailed to about the contacts of an onboarding that has been closed', async () => {
  const { id, confirm, toOld } = await changing();
  await registry.onboardings.close(id, T0);
  for (const notice of [confirm, toOld]) {
    expect(await activities().sendNotice({ onboardingId: id, notice })).toEqual({ outcome: 'skipped' });
  }
  expect(mails).toEqual([]);
});

test('the old address is told also where the new one was confirmed faster than mails are sent', async () => {
  const { id, confirm, toOld } = await changing();
  await registry.contacts.confirmProposed(confirm.contactId, T0);
  await activities().sendNotice({ onboardingId: id, notice: toOld });
  expect(mails).toMatchObject([{ to: OLD.email, subject: 'No more mails about the Amazon connection' }]);
});

test('a new address that refuses is shown as unreachable, and the proposal stands', async () => {
  refusing = true;
  const { id, confirm } = await changing();
  expect(await activities().sendNotice({ onboardingId: id, notice: confirm })).toEqual({
    outcome: 'contact_unreachable',
  });
  expect(await registry.contacts.set(id, T0)).toMatchObject({ proposed: [{ unreachableSince: T0 }] });
});

test('a contact of another onboarding is never mailed to', async () => {
  const { confirm } = await changing();
  const other = await started(registry);
  expect(await activities().sendNotice({ onboardingId: other, notice: confirm })).toEqual({ outcome: 'skipped' });
});

describe('the mail about another Amazon account', () => {
  /** An onboarding whose renewal came from another account, and what is to be mailed about it. */
  async function mismatched(): Promise<{ readonly id: string; readonly notice: WrongAccountNotice }> {
    const id = await started(registry, { contacts: [OLD] });
    await grantInForce(registry, id, `OLD-${id}`);
    const { candidateRef } = await candidate(registry, id, `OTHER-${id}`);
    const print = [{ ...participation(US), storeName: 'Globex at Amazon' }];
    await registry.grants.park(candidateRef, 'owner_mismatch', print, T0);
    const [notice] = await noticesOf(id);
    if (notice?.kind !== 'wrong_account') throw new Error(`no such notice: ${notice?.kind}`);
    return { id, notice };
  }

  it('goes to the seller with a link to do it right, and does not name the other account', async () => {
    const { id, notice } = await mismatched();
    expect(await activities().sendNotice({ onboardingId: id, notice })).toEqual({ outcome: 'done' });
    expect(mails).toMatchObject([{ to: OLD.email, subject: 'That was another Amazon account' }]);
    expect(mails[0]!.text).not.toMatch(/Globex|OTHER-/);
    const token = /https:\/\/connect\.example\/c\/(\S+)/.exec(mails[0]!.text)?.[1] ?? '';
    expect(await registry.links.open(token, T0)).toMatchObject({ outcome: 'open', link: { purpose: 'renew' } });
  });

  it('goes also to a seller who wants no reminders', async () => {
    const { id, notice } = await mismatched();
    await registry.contacts.optOut((await registry.contacts.forRole(id, 'seller'))!.contactId, T0);
    expect(await activities().sendNotice({ onboardingId: id, notice })).toEqual({ outcome: 'done' });
  });

  it('is not sent any more where that consent is no longer kept', async () => {
    const { id, notice } = await mismatched();
    await registry.grants.destroy(notice.grantRef, 'refused', T0);
    expect(await activities().sendNotice({ onboardingId: id, notice })).toEqual({ outcome: 'skipped' });
    expect(mails).toEqual([]);
  });

  it('is not sent where two onboardings claim one account: of that only operators may know', async () => {
    const id = await started(registry, { contacts: [OLD] });
    const { candidateRef } = await candidate(registry, id, `CLAIMED-${id}`);
    await registry.grants.park(candidateRef, 'seller_claim_conflict', [participation(US)], T0);
    expect(await noticesOf(id)).toEqual([]);
  });
});

describe('the mail about an account that looks like another', () => {
  async function lookingLikeAnother(): Promise<{ readonly id: string; readonly notice: WrongAccountNotice }> {
    const id = await started(registry, { contacts: [OLD] });
    await grantInForce(registry, id, `SAME-${id}`);
    const { candidateRef } = await candidate(registry, id, `SAME-${id}`);
    await registry.grants.park(candidateRef, 'owner_mismatch', [participation(US)], T0);
    const [notice] = await noticesOf(id);
    if (notice?.kind !== 'confirm_owner') throw new Error(`no such notice: ${notice?.kind}`);
    return { id, notice };
  }

  it('asks the seller whether it is theirs, by a link that does nothing else and dies in fourteen days', async () => {
    const { id, notice } = await lookingLikeAnother();
    expect(await activities().sendNotice({ onboardingId: id, notice })).toEqual({ outcome: 'done' });
    expect(mails).toMatchObject([{ to: OLD.email, subject: 'Is this still your Amazon account?' }]);
    const token = /https:\/\/connect\.example\/c\/(\S+)/.exec(mails[0]!.text)?.[1] ?? '';
    expect(await registry.links.open(token, T0)).toMatchObject({ link: { purpose: 'confirm_owner' } });
    expect(await registry.links.open(token, T0 + 14 * 86_400_000)).toEqual({ outcome: 'dead' });
  });

  it('leaves to operators what comes from another seller', async () => {
    const id = await started(registry, { contacts: [OLD] });
    await grantInForce(registry, id, `ONE-${id}`);
    const { candidateRef } = await candidate(registry, id, `TWO-${id}`);
    await registry.grants.park(candidateRef, 'owner_mismatch', [participation(US)], T0);
    expect(await registry.grants.toConfirm(id)).toBeUndefined();
  });
});

describe('the mail about a disconnect', () => {
  const OF_VERB = { actor: 'key_test', reason: 'The shop is closed.' };

  async function disconnecting(): Promise<{ readonly id: string; readonly notice: Notice | undefined }> {
    await registry.policies.ensure(DEFAULT_POLICY, T0);
    const id = await started(registry, { contacts: [OLD] });
    await grantInForce(registry, id, `LEAVING-${id}`);
    await registry.verbs.request({ onboardingId: id, verb: 'disconnect', ...OF_VERB }, T0);
    const [notice] = await noticesOf(id);
    return { id, notice };
  }

  it('tells the seller when it is final, and that and where only they can end the permission at Amazon', async () => {
    const { id, notice } = await disconnecting();
    expect(await activities().sendNotice({ onboardingId: id, notice: notice! })).toEqual({ outcome: 'done' });
    expect(mails).toMatchObject([{ to: OLD.email, subject: 'The Amazon connection is being ended' }]);
    expect(mails[0]!.text).toContain('Only you can end the permission at Amazon');
    expect(mails[0]!.text).toContain('Disable authorization');
    expect(mails[0]!.text).toContain('January 22, 2026');
  });

  it('is not sent if it was taken back meanwhile', async () => {
    const { id, notice } = await disconnecting();
    await registry.verbs.request({ onboardingId: id, verb: 'undo_disconnect', ...OF_VERB }, T0);
    expect(await activities().sendNotice({ onboardingId: id, notice: notice! })).toEqual({ outcome: 'skipped' });
  });

  it('is one, however often a disconnect is asked for', async () => {
    const { id } = await disconnecting();
    await registry.verbs.request({ onboardingId: id, verb: 'disconnect', ...OF_VERB }, T0 + 1);
    expect(await noticesOf(id)).toEqual([]);
  });

  it('is not sent where nobody ever consented', async () => {
    const id = await started(registry, { contacts: [OLD] });
    await registry.verbs.request({ onboardingId: id, verb: 'disconnect', ...OF_VERB }, T0);
    expect(await noticesOf(id)).toEqual([]);
  });
});

describe('the mail about a disconnect that was taken back', () => {
  const OF_VERB = { actor: 'key_test', reason: 'It was the wrong shop.' };
  const ask = (onboardingId: string, verb: 'disconnect' | 'undo_disconnect', at: number) =>
    registry.verbs.request({ onboardingId, verb, ...OF_VERB }, at);
  const send = (onboardingId: string, notice: Notice) => house.sendNotice({ onboardingId, notice });
  /** One deployment: whom it has told is known by Message-IDs that only it can make. */
  let house: ReturnType<typeof activities>;
  let now: number;
  let id: string;
  beforeEach(async () => {
    now = T0;
    house = activities({ now: () => now });
    await registry.policies.ensure(DEFAULT_POLICY, T0);
    id = await started(registry, { contacts: [OLD] });
    await grantInForce(registry, id, `BACK-${id}`);
    await ask(id, 'disconnect', T0);
  });

  it('tells whoever was told of the disconnect that the connection goes on, in one mail', async () => {
    const [disconnected] = await noticesOf(id);
    await send(id, disconnected!);
    await ask(id, 'undo_disconnect', T0 + 1);
    await ask(id, 'undo_disconnect', T0 + 2);
    const notices = await noticesOf(id);
    expect(notices).toEqual([{ kind: 'disconnect_undone', at: T0 }]);

    expect(await send(id, notices[0]!)).toEqual({ outcome: 'done' });
    expect(await send(id, notices[0]!)).toEqual({ outcome: 'done' });
    expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
      [OLD.email, 'The Amazon connection is being ended'],
      [OLD.email, 'The Amazon connection goes on'],
    ]);
    expect(mails[1]!.text).toContain('Shop Backend goes on working with your Amazon store');
  });

  it('is not sent to who was never told of the disconnect', async () => {
    await ask(id, 'undo_disconnect', T0 + 1);
    const undone = (await noticesOf(id)).find(({ kind }) => kind === 'disconnect_undone');

    expect(await send(id, undone!)).toEqual({ outcome: 'skipped' });
    expect(mails).toEqual([]);
  });

  it('is not sent once a disconnect was asked for anew', async () => {
    const [disconnected] = await noticesOf(id);
    await send(id, disconnected!);
    await ask(id, 'undo_disconnect', T0 + 1);
    await ask(id, 'disconnect', T0 + 2);
    const [undone] = await noticesOf(id);

    expect(await send(id, undone!)).toEqual({ outcome: 'skipped' });
  });

  /** The seller was told of the disconnect, and it was taken back. */
  async function undone(): Promise<Notice> {
    const [disconnected] = await noticesOf(id);
    await send(id, disconnected!);
    await ask(id, 'undo_disconnect', T0 + 1);
    const [notice] = await noticesOf(id);
    return notice!;
  }

  it('is not sent where the grant has expired meanwhile, for nothing goes on there', async () => {
    const notice = await undone();
    now = (await registry.grants.inForce(id))!.expiresAt!;

    expect(await send(id, notice)).toEqual({ outcome: 'skipped' });
  });

  it('is not sent where the seller has ended the grant at Amazon', async () => {
    const notice = await undone();
    await registry.grants.confirmRevoked((await registry.grants.inForce(id))!.grantRef, T0);

    expect(await send(id, notice)).toEqual({ outcome: 'skipped' });
  });

  it('is sent where only an estimate says that the grant has expired, and Amazon has not refused it', async () => {
    const notice = await undone();
    await database.beside(async (db) => {
      await db
        .updateTable('grants')
        .set({ granted_at_basis: 'estimated', expires_at: T0 })
        .where('onboarding_id', '=', id)
        .execute();
    });

    expect(await send(id, notice)).toEqual({ outcome: 'done' });
  });
});

describe('the mail that confirms the end of the reminders', () => {
  async function optedOut(): Promise<{ readonly id: string; readonly contactId: string; readonly notice: Notice }> {
    const id = await started(registry, { contacts: [OLD] });
    const { contactId } = (await registry.contacts.forRole(id, 'seller'))!;
    await registry.contacts.optOut(contactId, T0);
    const [notice] = await noticesOf(id);
    return { id, contactId, notice: notice! };
  }

  it('carries a link that has them come again', async () => {
    const { id, contactId, notice } = await optedOut();
    expect(await activities().sendNotice({ onboardingId: id, notice })).toEqual({ outcome: 'done' });
    expect(mails).toMatchObject([{ to: OLD.email, subject: 'No more reminders about your Amazon permission' }]);
    const token = /https:\/\/connect\.example\/c\/(\S+)/.exec(mails[0]!.text)?.[1] ?? '';
    expect(await registry.links.open(token, T0)).toMatchObject({ link: { purpose: 'resubscribe', contactId } });
  });

  it('is not sent if they were wanted again meanwhile', async () => {
    const { id, contactId, notice } = await optedOut();
    await registry.contacts.optIn(contactId, T0);
    expect(await activities().sendNotice({ onboardingId: id, notice })).toEqual({ outcome: 'skipped' });
  });

  it('is not sent to somebody who has been replaced', async () => {
    const { id, notice } = await optedOut();
    await registry.contacts.replace(id, [MERCHANT], { actor: 'test', ifRevision: null }, T0);
    const proposed = (await noticesOf(id)).find(({ kind }) => kind === 'confirm_contact');
    if (proposed?.kind !== 'confirm_contact') throw new Error('nobody was proposed');
    await registry.contacts.confirmProposed(proposed.contactId, T0);
    expect(await activities().sendNotice({ onboardingId: id, notice })).toEqual({ outcome: 'skipped' });
  });
});

it('waits while mails are muted, because nothing makes up for it', async () => {
  const { id, confirm } = await changing();
  await registry.mailing.mute('test', 'A fair', T0);
  await expect(activities().sendNotice({ onboardingId: id, notice: confirm })).rejects.toMatchObject({
    type: 'CouldNotAsk',
    details: [{ reason: 'mail_blocked' }],
  });
  await registry.mailing.unmute('test', 'Over', T0);
  expect(await activities().sendNotice({ onboardingId: id, notice: confirm })).toEqual({ outcome: 'done' });
  expect(mails).toHaveLength(1);
});

describe('the mail with a link that was asked for', () => {
  const DAY_MS = 86_400_000;

  async function asked(purpose: 'renew' | 'manage'): Promise<{ readonly id: string; readonly notice: Notice }> {
    const id = await started(registry, { contacts: [OLD] });
    expect(await registry.links.request(id, purpose, T0)).toBe('requested');
    const [notice] = (await noticesOf(id)).filter(({ kind }) => kind === 'link_requested');
    return { id, notice: notice! };
  }
  const tokenIn = (text: string | undefined) => /https:\/\/connect\.example\/c\/(\S+)/.exec(text ?? '')?.[1] ?? '';

  test.each([
    ['renew', 'Your link for the Amazon connection', T0 + 1_000 * DAY_MS, 'open'],
    ['manage', 'Your link to manage the Amazon connection', T0 + DAY_MS - 1, 'open'],
    ['manage', 'Your link to manage the Amazon connection', T0 + DAY_MS, 'dead'],
  ] as const)(
    'to %s is "%s", goes to the contact once, and opens until its time',
    async (purpose, subject, openedAt, outcome) => {
      const { id, notice } = await asked(purpose);
      const { sendNotice } = activities();
      await sendNotice({ onboardingId: id, notice });
      expect(await sendNotice({ onboardingId: id, notice })).toEqual({ outcome: 'done' });
      expect(mails).toMatchObject([{ to: OLD.email, subject }]);
      expect(await registry.links.open(tokenIn(mails[0]?.text), openedAt)).toMatchObject({ outcome });
    },
  );

  test('names no store: nobody may have confirmed the address', async () => {
    const { id, notice } = await asked('renew');
    await activities().sendNotice({ onboardingId: id, notice });
    expect(mails[0]?.text).not.toContain('Acme');
  });

  test('goes to nobody who was replaced meanwhile, and not about what was closed', async () => {
    const replaced = await asked('renew');
    const { contactId } = (await registry.contacts.forRole(replaced.id, 'seller'))!;
    await registry.contacts.replace(replaced.id, [NEW], { actor: 'test', ifRevision: null }, T0);
    const confirmation = (await noticesOf(replaced.id)).find(({ kind }) => kind === 'confirm_contact') as ContactNotice;
    await registry.contacts.confirmProposed(confirmation.contactId, T0);
    expect(contactId).not.toBe(confirmation.contactId);
    const closed = await asked('manage');
    await registry.onboardings.close(closed.id, T0);
    for (const { id, notice } of [replaced, closed]) {
      expect(await activities().sendNotice({ onboardingId: id, notice })).toEqual({ outcome: 'skipped' });
    }
    expect(mails).toEqual([]);
  });
});
