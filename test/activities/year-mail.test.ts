import { createSecretKey, randomBytes } from 'node:crypto';
import type { MailDeps } from '../../src/activities/mail-once';
import { createSellerMailActivities } from '../../src/activities/seller-mail';
import type { PlanStep } from '../../src/domain/plan';
import { DAY_MS, DEFAULT_POLICY } from '../../src/domain/policy';
import { createMailer } from '../../src/notifications/smtp';
import type { ContactInput } from '../../src/registry/contacts';
import type { Grant } from '../../src/registry/grant-row';
import type { Registry } from '../../src/registry/registry';
import { candidate, grantInForce, openAttempt, participation, started, YEAR_MS } from '../registry/consent-steps';
import { CA, T0, testDatabase, US, US_STORE, type TestDatabase } from '../registry/fixture';
import { calendarOf, headerOf, startMailbox, type Mailbox } from './mailbox';

const SELLER: ContactInput = {
  role: 'seller',
  email: 'anna@shop.example',
  language: 'en',
  timeZone: 'America/New_York',
};
const MERCHANT: ContactInput = { ...SELLER, role: 'merchant', email: 'merchant@shop.example' };
const EXPIRES_AT = T0 + YEAR_MS;
const HOUR_MS = 3_600_000;

let database: TestDatabase;
let registry: Registry;
let mailbox: Mailbox;
const messageIdKey = createSecretKey(randomBytes(32));

beforeAll(async () => {
  database = await testDatabase();
  registry = await database.open();
  await registry.policies.ensure(DEFAULT_POLICY, T0);
  mailbox = await startMailbox();
});
afterAll(async () => {
  await mailbox.close();
  await database.remove();
});
beforeEach(() => {
  mailbox.received.length = 0;
  mailbox.refused.clear();
});

/** The activities at an instant. */
function activitiesAt(now: number, changes: Partial<MailDeps> = {}) {
  const clock = { now: () => now };
  return createSellerMailActivities({
    registry,
    mailer: createMailer({
      host: '127.0.0.1',
      port: mailbox.port,
      secure: false,
      from: { name: 'Shop Backend', address: 'no-reply@backend.example' },
      clock,
    }),
    clock,
    publicName: 'Shop Backend',
    publicBaseUrl: 'https://connect.example',
    dayMs: DAY_MS,
    mailDomain: 'backend.example',
    messageIdKey,
    environment: 'test',
    muted: false,
    ...changes,
  });
}

function before(days: number, kind: PlanStep['kind'] = 'reminder', key = `T-${days}`): PlanStep {
  const lane = kind === 'escalation' ? 'operator' : 'seller';
  return { key, kind, at: EXPIRES_AT - days * DAY_MS, daysBefore: days, lane };
}

const CONNECTED: PlanStep = { key: 'connected', kind: 'connected', at: T0, daysBefore: null, lane: 'seller' };
const expired = (days: number): PlanStep => before(-days, 'expired', `T+${days}`);
const revokedStep = (at: number): PlanStep => ({ key: 'R+0', kind: 'revoked', at, daysBefore: null, lane: 'seller' });

interface Situation {
  readonly snoozedUntil?: number | null;
  readonly estimated?: boolean;
  readonly now?: number;
  readonly deps?: Partial<MailDeps>;
}

function perform(grant: Grant, step: PlanStep, situation: Situation = {}) {
  const { snoozedUntil = null, estimated = false, now = step.at, deps } = situation;
  const { onboardingId, generation } = grant;
  return activitiesAt(now, deps).performStep({
    onboardingId,
    generation: generation!,
    step,
    snoozedUntil,
    estimated,
  });
}

async function connected(contacts: readonly ContactInput[] = [SELLER]): Promise<Grant> {
  const stores = [US_STORE, { ...US_STORE, country: 'CA', name: 'Acme Canada' }] as const;
  const onboardingId = await started(registry, { contacts, stores });
  return grantInForce(registry, onboardingId, `SELLER-${onboardingId}`);
}

/** The next generation, granted at `at`. */
async function renewed({ onboardingId, sellerId }: Grant, at: number): Promise<Grant> {
  const { candidateRef } = await candidate(registry, onboardingId, sellerId);
  const print = [participation(US), participation(CA)];
  const swapped = await registry.grants.swapIn(
    { grantRef: candidateRef, expiresAt: at + YEAR_MS, proof: 'claimed', print },
    at,
  );
  if (swapped.outcome !== 'in_force') throw new Error(swapped.outcome);
  return swapped.grant;
}

async function optedOut(grant: Grant): Promise<Grant> {
  const contact = await registry.contacts.forRole(grant.onboardingId, 'seller');
  await registry.contacts.optOut(contact!.contactId, T0);
  return grant;
}

async function told({ onboardingId }: Grant, type: string): Promise<readonly unknown[]> {
  return (await registry.events.list(onboardingId)).filter((event) => event.type === type).map(({ data }) => data);
}

async function alerts({ onboardingId }: Grant): Promise<readonly string[]> {
  return (await registry.alerts.list({ onboardingId, limit: 50 })).map(({ code }) => code);
}

const subjects = () => mailbox.received.map(({ email }) => email.subject);

describe('a reminder', () => {
  it('is mailed to the seller, and told to the backend', async () => {
    const grant = await connected();
    expect(await perform(grant, before(30))).toEqual({ outcome: 'done' });
    expect(mailbox.received).toMatchObject([{ to: SELLER.email, email: { subject: 'Renew your Amazon permission' } }]);
    expect(await told(grant, 'authorization.expiring')).toMatchObject([{ generation: 1, daysBefore: 30 }]);
  });

  it('carries the moment of the expiry for the calendar, with the link that renews', async () => {
    await perform(await connected(), before(30));
    const [mail] = mailbox.received;
    const calendar = calendarOf(mail!);
    expect(calendar).toMatch(/^DTSTART:20270115T120000Z\r?$/m);
    expect(calendar).toMatch(/^SEQUENCE:1\r?$/m);
    expect(calendar).toContain(/https:\/\/connect\.example\/c\/\S+/.exec(mail!.email.text!)![0]);
  });

  it('can be ended by one POST of the mail program, to a link of that single purpose', async () => {
    const grant = await connected();
    await perform(grant, before(7));
    const [mail] = mailbox.received;
    expect(headerOf(mail!, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    const token = /^<https:\/\/connect\.example\/c\/(\S+)>$/.exec(headerOf(mail!, 'list-unsubscribe')!)![1]!;
    expect(await registry.links.open(token, T0)).toMatchObject({
      outcome: 'open',
      link: { purpose: 'unsubscribe', onboardingId: grant.onboardingId, expiresAt: null },
    });
  });

  it('goes to nobody who has opted out, nor to anybody else instead, and the backend is told', async () => {
    const grant = await optedOut(await connected([SELLER, MERCHANT]));
    expect(await perform(grant, before(30))).toEqual({ outcome: 'skipped', reason: 'opted_out' });
    expect(mailbox.received).toEqual([]);
    expect(await told(grant, 'authorization.expiring')).toHaveLength(1);
  });

  it('is left out while somebody wants to be left alone, and the backend is told', async () => {
    const grant = await connected();
    const situation = { snoozedUntil: before(7).at + 1 };
    expect(await perform(grant, before(7), situation)).toEqual({ outcome: 'skipped', reason: 'snoozed' });
    expect(mailbox.received).toEqual([]);
    expect(await told(grant, 'authorization.expiring')).toHaveLength(1);
  });

  it('comes once that time is over', async () => {
    expect(await perform(await connected(), before(7), { snoozedUntil: before(7).at })).toEqual({ outcome: 'done' });
  });

  it('is not sent any more once the permission has ended', async () => {
    const grant = await connected();
    expect(await perform(grant, before(0), { now: EXPIRES_AT })).toEqual({ outcome: 'skipped' });
    expect(mailbox.received).toEqual([]);
  });

  it.each([
    ['a Sunday, mailed on Friday', 0, -2 * DAY_MS, 'ends in 2 days, on January 15, 2027'],
    ['early in the morning, mailed the day before', 0, -22 * HOUR_MS, 'ends in 1 day, on January 15, 2027'],
    ['in the afternoon, mailed the same morning', 0, -4 * HOUR_MS, 'Today, January 15, 2027, is the last day'],
    ['a week ahead, mailed two days late', 7, 2 * DAY_MS, 'ends in 5 days, on January 15, 2027'],
  ])('counts the days by the calendar: an expiry %s', async (_case, daysBefore, late, words) => {
    await perform(await connected(), before(daysBefore), { now: before(daysBefore).at + late });
    expect(mailbox.received[0]!.email.text).toContain(words);
  });

  it('of an estimated day is also sent after it, because the permission may well live', async () => {
    const step = { ...before(-3), key: 'remind-aud_3', daysBefore: null };
    expect(await perform(await connected(), step, { estimated: true })).toEqual({ outcome: 'done' });
  });

  it('does not pretend to know a day that is only estimated, and puts it into no calendar', async () => {
    await perform(await connected(), before(3), { estimated: true });
    const [mail] = mailbox.received;
    expect(mail!.email.text).toContain('as far as we know, its year ends on January 15, 2027');
    expect(calendarOf(mail!)).toBeUndefined();
  });

  it('of an operator says how many days are left, and raises no event of the plan', async () => {
    const grant = await connected();
    const step = { ...before(12), key: 'remind-aud_1', daysBefore: null };
    expect(await perform(grant, step)).toEqual({ outcome: 'done' });
    expect(mailbox.received[0]!.email.text).toContain('January 15, 2027');
    expect(subjects()).toEqual(['Renew your Amazon permission']);
    expect(await told(grant, 'authorization.expiring')).toEqual([]);
  });

  it('tries the next contact where the first is refused', async () => {
    mailbox.refused.add(SELLER.email);
    expect(await perform(await connected([SELLER, MERCHANT]), before(30))).toEqual({ outcome: 'done' });
    expect(mailbox.received.map(({ to }) => to)).toEqual([MERCHANT.email]);
  });

  it('is sent once, however often it is tried', async () => {
    const grant = await connected();
    await perform(grant, before(30));
    expect(await perform(grant, before(30))).toEqual({ outcome: 'done' });
    expect(mailbox.received).toHaveLength(1);
  });

  it('of a grant that has been renewed is not sent', async () => {
    const grant = await connected();
    await renewed(grant, T0 + DAY_MS);
    expect(await perform(grant, before(30))).toEqual({ outcome: 'skipped', reason: 'renewed' });
    expect(mailbox.received).toEqual([]);
  });
});

describe('a notice', () => {
  it('is told to the backend and mailed to nobody', async () => {
    const grant = await connected();
    expect(await perform(grant, before(60, 'notice'))).toEqual({ outcome: 'done' });
    expect(mailbox.received).toEqual([]);
    expect(await told(grant, 'authorization.expiring')).toMatchObject([{ daysBefore: 60 }]);
  });
});

describe('the confirmation', () => {
  it('of the first consent carries its date, and a link to say that it was somebody else', async () => {
    const grant = await connected();
    expect(await perform(grant, CONNECTED)).toEqual({ outcome: 'done' });
    const [mail] = mailbox.received;
    expect(subjects()).toEqual(['Your Amazon store is connected']);
    const token = /connect\.example\/c\/(\S+)/.exec(mail!.email.text!)![1]!;
    expect(await registry.links.open(token, T0)).toMatchObject({ link: { purpose: 'not_us' } });
    const renew = /URL:https:\/\/connect\.example\/c\/(\S+)/.exec(calendarOf(mail!)!)![1]!;
    expect(await registry.links.open(renew, T0)).toMatchObject({ link: { purpose: 'renew' } });
  });

  it('of a renewal says so with the new date, which takes the place of the old one in the calendar', async () => {
    const first = await connected();
    await perform(first, CONNECTED);
    const second = await renewed(first, EXPIRES_AT - 10 * DAY_MS);
    expect(await perform(second, CONNECTED)).toEqual({ outcome: 'done' });
    const [before, after] = mailbox.received.map((mail) => calendarOf(mail)!);
    const uid = (calendar: string) => /UID:(\S+)/.exec(calendar)![1];
    expect(subjects()[1]).toBe('Your Amazon permission is renewed');
    expect(mailbox.received[1]!.email.text).toContain('Until January 5, 2028');
    expect(after).toContain('DTSTART:20280105T120000Z');
    expect(uid(after!)).toBe(uid(before!));
    expect(after).toContain('SEQUENCE:2');
  });

  it('of a consent after the expiry says that it works again', async () => {
    const grant = await renewed(await connected(), EXPIRES_AT + DAY_MS);
    await perform(grant, CONNECTED);
    expect(subjects()).toEqual(['Your Amazon store is connected again']);
  });

  it('is also sent to somebody who wants no reminders', async () => {
    const grant = await optedOut(await connected());
    expect(await perform(grant, CONNECTED)).toEqual({ outcome: 'done' });
  });
});

describe('after the expiry', () => {
  it.each([
    [1, 'for 1 day,', 'another 729 days'],
    [7, 'for 7 days,', 'another 723 days'],
  ])('the mail on day %i tells what it costs and how to revive it', async (days, dark, rest) => {
    await perform(await connected(), expired(days));
    const { text } = mailbox.received[0]!.email;
    expect(subjects()).toEqual(['Your Amazon permission has ended']);
    expect(text).toContain('ended on January 15, 2027');
    expect(text).toContain(dark);
    expect(text).toContain(rest);
    expect(text).toMatch(/Renew the permission:\nhttps:\/\/connect\.example\/c\//);
  });

  it('of which the day was an estimate, the mail counts from when Amazon first refused the token', async () => {
    const grant = await connected();
    await registry.grants.suspect(grant.grantRef, EXPIRES_AT + 30 * DAY_MS);
    await perform(grant, expired(7), { estimated: true, now: EXPIRES_AT + 33 * DAY_MS });
    const { text } = mailbox.received[0]!.email;
    expect(text).toContain('ended on February 14, 2027');
    expect(text).toContain('for 3 days,');
    expect(text).toContain('another 727 days');
  });

  it('also whoever wants no reminders is told', async () => {
    const grant = await optedOut(await connected());
    expect(await perform(grant, expired(1))).toEqual({ outcome: 'done' });
  });
});

describe('after a revocation', () => {
  it('the seller is told since when, also one who wants no reminders', async () => {
    const grant = await optedOut(await connected());
    await registry.grants.confirmRevoked(grant.grantRef, T0 + 40 * DAY_MS);
    expect(await perform(grant, revokedStep(T0 + 40 * DAY_MS))).toEqual({ outcome: 'done' });
    expect(subjects()).toEqual(['Your Amazon permission no longer works']);
    expect(mailbox.received[0]!.email.text).toContain('Since February 24, 2026');
  });

  it('nothing is said if it was none', async () => {
    const grant = await connected();
    await registry.grants.confirmRevoked(grant.grantRef, T0 + 40 * DAY_MS);
    await registry.grants.foundAlive(grant.grantRef, T0 + 41 * DAY_MS);
    expect(await perform(grant, revokedStep(T0 + 42 * DAY_MS))).toEqual({ outcome: 'skipped' });
    expect(mailbox.received).toEqual([]);
  });
});

test.each([CONNECTED, expired(1)])('the mail $key offers no end of mails of its kind', async (step) => {
  await perform(await connected(), step);
  expect(mailbox.received).toHaveLength(1);
  expect(headerOf(mailbox.received[0]!, 'list-unsubscribe')).toBeUndefined();
});

describe('an escalation', () => {
  const NO_CLICK = before(7, 'escalation', 'E-7');

  it('alerts the operators where nobody has pressed Connect since the first reminder', async () => {
    const grant = await connected();
    await perform(grant, before(30));
    expect(await perform(grant, NO_CLICK)).toEqual({ outcome: 'done' });
    expect(await alerts(grant)).toEqual(['escalation_no_click']);
    expect(mailbox.received).toHaveLength(1);
  });

  it('does not where somebody has', async () => {
    const grant = await connected();
    await perform(grant, before(30));
    await openAttempt(registry, grant.onboardingId, before(14).at);
    expect(await perform(grant, NO_CLICK)).toEqual({ outcome: 'skipped' });
    expect(await alerts(grant)).toEqual([]);
  });

  it('takes no press of Connect from before that reminder for an answer', async () => {
    const grant = await connected();
    await openAttempt(registry, grant.onboardingId, before(31).at);
    await perform(grant, before(30));
    expect(await perform(grant, NO_CLICK)).toEqual({ outcome: 'done' });
  });

  it('alerts them a day ahead, whoever has pressed what', async () => {
    const grant = await connected();
    await perform(grant, before(30));
    await openAttempt(registry, grant.onboardingId, before(14).at);
    expect(await perform(grant, before(1, 'escalation', 'E-1'))).toEqual({ outcome: 'done' });
    expect(await alerts(grant)).toEqual(['escalation_not_renewed']);
  });

  it('is raised once', async () => {
    const grant = await connected();
    await perform(grant, NO_CLICK);
    await perform(grant, NO_CLICK);
    expect(await alerts(grant)).toHaveLength(1);
  });
});

describe('an incident', () => {
  const OPENED = before(14).at - DAY_MS;

  beforeAll(() =>
    database.beside((db) =>
      db
        .insertInto('incidents')
        .values({
          incident_id: 'inc_1',
          cause: 'amazon',
          error: null,
          opened_at: OPENED,
          asked: 50,
          refused: 50,
          troubled_at: OPENED,
          healthy_rounds: 0,
          closed_at: null,
        })
        .execute(),
    ),
  );
  afterAll(() =>
    database.beside((db) =>
      db
        .updateTable('incidents')
        .set({ closed_at: OPENED + 1 })
        .execute(),
    ),
  );

  it('holds a reminder, for a day at most, and has it told when it is over; the backend is told at once', async () => {
    const grant = await connected();
    const { at } = before(14);
    expect(await perform(grant, before(14))).toEqual({ outcome: 'held', incidentId: 'inc_1', until: at + DAY_MS });
    expect(mailbox.received).toEqual([]);
    expect(await told(grant, 'authorization.expiring')).toHaveLength(1);
    const holds = await database.beside((db) => db.selectFrom('incident_holds').selectAll().execute());
    expect(holds).toContainEqual({ incident_id: 'inc_1', onboarding_id: grant.onboardingId });
  });

  it('lets it go after that day', async () => {
    const grant = await connected();
    expect(await perform(grant, before(14), { now: before(13).at })).toEqual({ outcome: 'done' });
  });

  it.each([before(1), before(0, 'reminder'), expired(1), { ...CONNECTED, at: OPENED }])(
    'does not hold the mail $key',
    async (step) => {
      const now = step.daysBefore === 0 ? step.at - 1 : step.at;
      expect(await perform(await connected(), step, { now })).toEqual({ outcome: 'done' });
    },
  );

  it('does not hold what an operator asks for', async () => {
    const step = { ...before(12), key: 'remind-aud_2', daysBefore: null };
    expect(await perform(await connected(), step)).toEqual({ outcome: 'done' });
  });
});

describe('where mails must not leave', () => {
  it('by the settings nothing is mailed, and the backend is told', async () => {
    const grant = await connected();
    const muted = { deps: { muted: true } };
    expect(await perform(grant, before(30), muted)).toEqual({ outcome: 'skipped', reason: 'muted' });
    expect(mailbox.received).toEqual([]);
    expect(await told(grant, 'authorization.expiring')).toHaveLength(1);
  });

  it('by an operator nothing is mailed until that is taken back', async () => {
    const grant = await connected();
    await registry.mailing.mute('test', 'A fair', T0);
    expect(await perform(grant, expired(1))).toEqual({ outcome: 'skipped', reason: 'muted' });
    await registry.mailing.unmute('test', 'Over', T0);
    expect(await perform(grant, expired(1))).toEqual({ outcome: 'done' });
    expect(mailbox.received).toHaveLength(1);
  });

  it('because the database is a copy, the mail waits and nothing is written of it', async () => {
    const grant = await connected();
    await registry.mailing.settle('test', T0);
    const elsewhere = { deps: { environment: 'staging' } };
    await expect(perform(grant, before(30), elsewhere)).rejects.toMatchObject({
      type: 'CouldNotAsk',
      details: [{ outcome: 'unverifiable', reason: 'mail_blocked' }],
    });
    expect(mailbox.received).toEqual([]);
    expect(await perform(grant, before(30))).toEqual({ outcome: 'done' });
  });
});
