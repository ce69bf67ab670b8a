import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DAY_MS, DEFAULT_POLICY } from '../../src/domain/policy';
import { createTimeSkippingEnvironment } from '../temporal/time-skipping';
import { openDoors, type Doors } from './doors';
import { ACME_US, openHouse, type House } from './house';
import { gatherNeighbours, type Neighbour } from './neighbours';
import { mailAlerts, OPERATOR } from './operator-mail';

/** The sellers that live through an outage of Amazon. */
const NEIGHBOURS = 50;
/** More calls than are made while Amazon is down. */
const ENOUGH_CALLS = 10_000;
const NEW_YORK = 'America/New_York';
const LOS_ANGELES = 'America/Los_Angeles';
const TUESDAY = 2;

/**
 * The story of `npm run year` on days of real length, in one house through all of its years: each test goes on where the
 * one before has left it. Whoever consents does so in the afternoon of a known day of the week, and so the first year
 * ends on a Wednesday, the second on a Thursday.
 */
describe('in years of 365 days', () => {
  let environment: TestWorkflowEnvironment;
  let house: House;
  let doors: Doors;
  let alertMails: ReturnType<typeof mailAlerts>;
  let acme: string;
  let globex: string;
  let neighbours: readonly Neighbour[];

  beforeAll(async () => {
    environment = await createTimeSkippingEnvironment();
    // An application that Amazon has not listed has no more than 25 sellers.
    house = await openHouse(environment, undefined, { listed: true });
    await house.registry.policies.ensure(DEFAULT_POLICY, house.clock.now());
    doors = await openDoors(house);
    alertMails = mailAlerts(house);
  }, 300_000);

  afterAll(async () => {
    await alertMails.stop();
    await doors.close();
    await house.close();
    await environment.teardown();
  });

  const passTo = (instant: number) => house.pass((instant - house.clock.now()) / DAY_MS);
  const expiryOf = async (id: string) => (await house.status(id)).authorization!.expiresAt;
  const mailsOf = (id: string) => house.simulator.mails(addressOf(id));
  /** Resolves with the newest mail of an onboarding once it is this one. */
  const untilMailed = async (id: string, subject: string) => {
    await house.until(id, () => mailsOf(id).at(-1)?.subject === subject);
    return mailsOf(id).at(-1)!;
  };
  const eventsOf = async (id: string) => (await house.registry.events.list(id)).map(({ type }) => type);
  /** When the backend was told that an authorization ends, and of what day. */
  const warningsOf = async (id: string, generation: number, expiresAt: number, timeZone: string) =>
    (await house.registry.events.list(id)).flatMap(({ type, data, createdAt }) => {
      const said = data as { readonly generation?: number; readonly daysBefore?: number };
      if (type !== 'authorization.expiring' || said.generation !== generation) return [];
      return [`${dateOf(createdAt, expiresAt, timeZone)} T-${String(said.daysBefore)}`];
    });
  const alertsOf = async (id: string, expiresAt: number) =>
    (await house.registry.alerts.list({ onboardingId: id, limit: 10 }))
      .map(({ code, raisedAt }) => `${dateOf(raisedAt, expiresAt, NEW_YORK)} ${code}`)
      .reverse();

  it('an authorization begins with an invitation and a confirmation', async () => {
    await passTo(nextAfternoon(house.clock.now(), TUESDAY));
    acme = await house.start('acme');
    const stores = [{ ...ACME_US, country: 'UK' as const, websiteCode: 'globex_uk' }];
    globex = await house.start('globex', { region: 'eu', stores });

    for (const [id, seller] of Object.entries({ [acme]: 'acme', [globex]: 'globex' })) {
      await house.untilStage(id, 'awaiting_consent');
      await doors.consentByMail(await untilMailed(id, 'Connect your Amazon store'), seller);
      await house.untilStage(id, 'connected');
      await untilMailed(id, 'Your Amazon store is connected');
    }
  });

  it('a revocation is found by the sweep, believed after a second look, and told to its seller', async () => {
    await house.passUntilNext(globex, 'T-30');
    await house.sweep();
    await house.simulator.disable('globex', 'eu');
    await house.pass(1);
    await house.sweep();
    await house.until(globex, ({ authorization }) => authorization?.suspectedSince !== null);
    expect(await house.status(globex)).toMatchObject({ stage: 'expiring' });

    await house.pass(1);
    await house.sweep();
    expect(await house.untilStage(globex, 'revoked')).toMatchObject({ waitingOn: 'seller' });
    await untilMailed(globex, 'Your Amazon permission no longer works');
    expect((await eventsOf(globex)).filter((type) => type === 'authorization.revoked')).toHaveLength(1);
    expect(await house.untilStage(acme, 'expiring')).toMatchObject({ authorization: { suspectedSince: null } });
  });

  it('the seller is mailed at ten on working days, up to the last and then twice after it', async () => {
    const expiresAt = await expiryOf(acme);
    await passTo(expiresAt + 7 * DAY_MS);
    expect(await house.untilStage(acme, 'expired')).toMatchObject({ waitingOn: 'seller' });
    await house.until(acme, ({ nextStep }) => nextStep === null);

    expect(calendarOf(mailsOf(acme), expiresAt, NEW_YORK)).toEqual([
      '-365 Tue afternoon Connect your Amazon store',
      '-365 Tue afternoon Your Amazon store is connected',
      '-30 Mon 10:00 Renew your Amazon permission',
      '-14 Wed 10:00 Renew your Amazon permission',
      '-7 Wed 10:00 Your Amazon permission ends soon',
      '-5 Fri 10:00 Your Amazon permission ends soon',
      '-1 Tue 10:00 Your Amazon permission ends soon',
      '0 Wed 10:00 Your Amazon permission ends today',
      '1 Thu 10:00 Your Amazon permission has ended',
      '7 Wed 10:00 Your Amazon permission has ended',
    ]);
  });

  it('the backend is told with each reminder, and once before them, a month earlier', async () => {
    expect(await warningsOf(acme, 1, await expiryOf(acme), NEW_YORK)).toEqual([
      '-61 Fri 10:00 T-60',
      '-30 Mon 10:00 T-30',
      '-14 Wed 10:00 T-14',
      '-7 Wed 10:00 T-7',
      '-5 Fri 10:00 T-3',
      '-1 Tue 10:00 T-1',
      '0 Wed 10:00 T-0',
    ]);
    expect((await eventsOf(acme)).filter((type) => type === 'authorization.expired')).toHaveLength(1);
  });

  it('operators are alerted when a week is left and nobody has come, and when a day is left', async () => {
    expect(await alertsOf(acme, await expiryOf(acme))).toEqual([
      '-7 Wed 10:00 escalation_no_click',
      '-1 Tue 10:00 escalation_not_renewed',
    ]);
    const toOperator = () => house.simulator.mails(OPERATOR).filter(({ subject }) => subject.includes(acme));
    await house.simulator.waitForMail(() => toOperator().length === 2, 20_000);
    expect(toOperator().map(({ subject }) => subject)).toEqual([
      `Evergrant: A seller does not react: 7 days left (${acme})`,
      `Evergrant: An authorization is about to expire (${acme})`,
    ]);
  });

  it('a revoked seller is written to twice, and never reminded', () => {
    expect(mailsOf(globex).map(({ subject }) => subject)).toEqual([
      'Connect your Amazon store',
      'Your Amazon store is connected',
      'Your Amazon permission no longer works',
      'Your Amazon permission no longer works',
    ]);
  });

  it('who comes by Seller Central after the expiry revives the same onboarding', async () => {
    await doors.reauthorize('acme', addressOf(acme));
    const revived = await house.until(acme, ({ nextStep }) => nextStep?.key === 'T-60');
    expect(revived).toMatchObject({ stage: 'connected', authorization: { generation: 2, sellerId: 'A1ACME0UTD00R7' } });
    await untilMailed(acme, 'Your Amazon store is connected again');
    const receipts = await house.registry.receipts.list(acme);
    expect(receipts.map(({ evidence }) => evidence.door)).toEqual(['link', 'seller_central']);
    expect(await eventsOf(acme)).toContain('authorization.recovered');

    neighbours = await gatherNeighbours(house, NEIGHBOURS, [NEW_YORK, LOS_ANGELES]);
  }, 120_000);

  it('another account than the one in force changes nothing, and is gone once an operator rejects it', async () => {
    const expiresAt = await expiryOf(acme);
    await passTo(expiresAt - 30 * DAY_MS);
    await house.until(acme, ({ nextStep }) => nextStep?.key === 'T-14');
    const reminder = await untilMailed(acme, 'Renew your Amazon permission');
    expect(calendarOf([reminder], expiresAt, NEW_YORK)).toEqual(['-30 Tue 10:00 Renew your Amazon permission']);
    await doors.consentByMail(reminder, 'initech');
    const isMismatched = ({ code }: { readonly code: string }) => code === 'owner_mismatch';
    await house.until(acme, ({ requirements }) => requirements.some(isMismatched));
    await untilMailed(acme, 'That was another Amazon account');

    const { auditId } = (await house.registry.verbs.request(
      {
        onboardingId: acme,
        verb: 'decide_owner',
        actor: 'operator',
        reason: 'Signed in at the wrong account',
        detail: { decision: 'reject', consentId: null },
      },
      house.clock.now(),
    ))!;
    expect((await house.untilAudited(auditId)).outcome?.sentence).toContain('Rejected');
    const decided = await house.until(acme, ({ requirements }) => !requirements.some(isMismatched));
    expect(decided.authorization).toMatchObject({ generation: 2, sellerId: 'A1ACME0UTD00R7', expiresAt });
  });

  it('a renewal in time, through the link of a reminder, makes the third year', async () => {
    const expiresAt = await expiryOf(acme);
    await passTo(expiresAt - 14 * DAY_MS);
    const reminder = await untilMailed(acme, 'Renew your Amazon permission');
    expect(calendarOf([reminder], expiresAt, NEW_YORK)).toEqual(['-14 Thu 10:00 Renew your Amazon permission']);
    await house.until(acme, ({ nextStep }) => nextStep !== null && nextStep.at > house.clock.now());
    await doors.consentByMail(reminder, 'acme');
    const renewed = await house.until(
      acme,
      ({ authorization, nextStep }) => authorization?.generation === 3 && nextStep?.key === 'T-60',
    );
    expect(renewed).toMatchObject({ stage: 'connected', requirements: [] });
    await untilMailed(acme, 'Your Amazon permission is renewed');
    expect((await eventsOf(acme)).at(-1)).toBe('authorization.renewed');
  });

  it('an outage of five days holds a reminder for a day at most, and revokes nobody', async () => {
    const expiresAt = await expiryOf(neighbours[0]!.onboardingId);
    const passToDay = (daysBefore: number) => passTo(expiresAt - daysBefore * DAY_MS);
    const untilEach = async (count: number) => {
      for (const { onboardingId, email } of neighbours)
        await house.until(onboardingId, () => house.mailsTo(email).length === count);
    };
    await passToDay(9);
    await house.sweep();
    await passToDay(8);
    await house.sweep();
    await untilEach(4);

    await house.simulator.orderFault({ operation: 'lwa.token', status: 503, times: ENOUGH_CALLS });
    await house.sweep();
    await passToDay(7);
    await house.sweep();
    await untilEach(4);
    await passToDay(6);
    await house.sweep();
    await untilEach(5);
    await passToDay(3);
    await untilEach(5);

    await house.clearFaults();
    await house.sweep();
    await house.sweep();
    await untilEach(6);
    const { items } = await house.registry.events.page({ types: ['incident.opened', 'incident.closed'], limit: 10 });
    expect(items.map(({ type }) => type)).toEqual(['incident.opened', 'incident.closed']);
    for (const { onboardingId } of neighbours) {
      expect(await house.status(onboardingId)).toMatchObject({
        stage: 'expiring',
        authorization: { generation: 1, suspectedSince: null, revokedSince: null },
      });
      expect(await eventsOf(onboardingId)).not.toContain('authorization.revoked');
    }
  }, 120_000);

  it('each of the fifty got each mail once, on the right side of the expiry', async () => {
    const last = await expiryOf(neighbours.at(-1)!.onboardingId);
    await passTo(last + DAY_MS);
    for (const { onboardingId, email, timeZone } of neighbours) {
      await house.until(onboardingId, ({ nextStep }) => nextStep?.key === 'T+7');
      const expiresAt = await expiryOf(onboardingId);
      expect(calendarOf(house.simulator.mails(email), expiresAt, timeZone)).toEqual([
        '-365 Wed afternoon Connect your Amazon store',
        '-365 Wed afternoon Your Amazon store is connected',
        '-30 Tue 10:00 Renew your Amazon permission',
        '-14 Thu 10:00 Renew your Amazon permission',
        '-6 Fri 10:00 Your Amazon permission ends soon',
        '-3 Mon afternoon Your Amazon permission ends soon',
        '-1 Wed 10:00 Your Amazon permission ends soon',
        '0 Thu 10:00 Your Amazon permission ends today',
        '1 Fri 10:00 Your Amazon permission has ended',
      ]);
    }
  }, 120_000);

  it('the backend was told in time all the same', async () => {
    for (const { onboardingId, timeZone } of neighbours) {
      expect(await warningsOf(onboardingId, 1, await expiryOf(onboardingId), timeZone)).toEqual([
        '-62 Fri 10:00 T-60',
        '-30 Tue 10:00 T-30',
        '-14 Thu 10:00 T-14',
        '-7 Thu 10:00 T-7',
        '-3 Mon 10:00 T-3',
        '-1 Wed 10:00 T-1',
        '0 Thu 10:00 T-0',
      ]);
    }
  });

  it('nothing has come any more of the year that was renewed', async () => {
    expect(await house.status(acme)).toMatchObject({ stage: 'connected', authorization: { generation: 3 } });
    expect(mailsOf(acme).at(-1)?.subject).toBe('Your Amazon permission is renewed');
    expect((await eventsOf(acme)).at(-1)).toBe('authorization.renewed');
    const codes = (await house.registry.alerts.list({ onboardingId: acme, limit: 10 })).map(({ code }) => code);
    expect(codes).toEqual(['owner_mismatch', 'escalation_not_renewed', 'escalation_no_click']);
  });
});

const addressOf = (id: string) => `${id}@acme.example`;

/** 22:00 UTC on the next such day: afternoon in all of the United States. */
function nextAfternoon(now: number, weekday: number): number {
  const today = Math.floor(now / DAY_MS) * DAY_MS + 22 * 3_600_000;
  const days = Array.from({ length: 8 }, (_, day) => today + day * DAY_MS);
  return days.find((at) => at > now && new Date(at).getUTCDay() === weekday)!;
}

/** What came, and when by the recipient's clock. */
function calendarOf(
  mails: readonly { readonly receivedAt: number; readonly subject: string }[],
  expiresAt: number,
  timeZone: string,
): readonly string[] {
  return mails.map(({ receivedAt, subject }) => `${dateOf(receivedAt, expiresAt, timeZone)} ${subject}`);
}

/** `-7 Wed 10:00`: days from that of the expiry, the day of the week, and the time where it is not that of a deed. */
function dateOf(instant: number, expiresAt: number, timeZone: string): string {
  const days = (localDay(instant, timeZone) - localDay(expiresAt, timeZone)) / DAY_MS;
  const weekday = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short' }).format(instant);
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' }).format(instant);
  return `${String(days)} ${weekday} ${time > '12:00' ? 'afternoon' : time}`;
}

/** The date in a zone, as an instant to count days with. */
function localDay(instant: number, timeZone: string): number {
  const date = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return Date.parse(date.format(instant));
}
