import { setTimeout as delay } from 'node:timers/promises';
import Libsql from 'libsql';
import type { Mail } from '../src/simulator/mailbox';
import type { Pace } from '../src/start/settings';
import { createJsonApi } from '../src/start/year/json-api';
import { onboardingWorkflowId } from '../src/temporal/ids';
import { adoptAll, authorizedSellers, STARTS_PER_HOUR } from './adopted-fleet';
import { dueInstants, watchDrain, type Drain, type DueTogether } from './drain';
import type { BenchWorld } from './world';

export interface ProductReminders {
  readonly workflowIds: readonly string[];
  readonly drain: Drain;
  readonly once: number;
  readonly lost: number;
}

const STEP = 'T-30';
const DAYS_BEFORE = 30;
/** Of the year of an authorization whose reminders are far off. */
const CALM = { step: 'T-60', days: 200 };
/** Beyond what onboardings before them took: they are all to be asleep in time. */
const READY_WITHIN = { times: 1.2, plusMs: 20_000 };
/** What the last of many takes after it has begun, when the product keeps up. */
const SETTLED_WITHIN_MS = 3_000;
const LOOK_EVERY_MS = 200;
/** When for so long nothing more has been done, nothing more is to come. */
const PATIENCE_MS = 60_000;
const GIVE_UP_MS = 300_000;

/** Takes over so many authorizations of which nothing is due; returns the milliseconds that each took. */
export async function adoptionMs(world: BenchWorld, count: number, { dayMs }: Pace): Promise<number> {
  const registry = openReminders(world.database);
  try {
    const startedAt = Date.now();
    const sellers = await authorizedSellers(world, count);
    await adoptAll(
      world,
      sellers.map((seller) => ({ seller, consentedAt: startedAt - CALM.days * dayMs })),
    );
    const asleep = await registry.untilAwaiting(CALM.step, count, startedAt + GIVE_UP_MS);
    if (asleep < count) throw new Error(`Of ${count} only ${asleep} were asleep after ${GIVE_UP_MS / 1_000} s.`);
    return Math.max(3_600_000 / STARTS_PER_HOUR, (Date.now() - startedAt - SETTLED_WITHIN_MS) / count);
  } finally {
    registry.close();
  }
}

/**
 * Takes over authorizations whose first reminder comes due together, and sees how it is sent.
 *
 * @param eachMs what one takes to be taken over
 * @throws Error if they are not all asleep when the first is due
 */
export async function productReminders(
  world: BenchWorld,
  due: DueTogether,
  eachMs: number,
  { dayMs, policy }: Pace,
): Promise<ProductReminders> {
  const firstDueAt = Math.round(Date.now() + due.count * eachMs * READY_WITHIN.times + READY_WITHIN.plusMs);
  const sellers = await authorizedSellers(world, due.count);
  const dueAt = new Map(dueInstants(due, firstDueAt).map((at, n) => [sellers[n]?.name ?? '', at]));
  const consentedBefore = (policy.grantDays - DAYS_BEFORE) * dayMs;
  const registry = openReminders(world.database);
  try {
    await adoptAll(
      world,
      sellers.map((seller) => ({ seller, consentedAt: (dueAt.get(seller.name) ?? firstDueAt) - consentedBefore })),
    );
    const asleep = await registry.untilAwaiting(STEP, due.count, firstDueAt);
    if (asleep < due.count) throw new Error(`Of ${due.count} only ${asleep} were asleep when the first was due.`);
    await delay(firstDueAt - Date.now());

    const watch = watchDrain(world, firstDueAt);
    const endedAt = await registry.untilDone(due, firstDueAt);
    const sent = registry.sent().filter(({ onboardingId }) => dueAt.has(onboardingId));
    const drain = watch.end(
      endedAt,
      sent.map(({ onboardingId, sentAt }) => sentAt - (dueAt.get(onboardingId) ?? sentAt)),
    );
    const copies = await copiesByMessageId(world);
    const once = sent.filter(({ messageId }) => copies.get(messageId) === 1).length;
    const arrived = sent.filter(({ messageId }) => copies.has(messageId)).length;
    return {
      workflowIds: sellers.map(({ name }) => onboardingWorkflowId(name)),
      drain,
      once,
      lost: due.count - arrived,
    };
  } finally {
    registry.close();
  }
}

interface SentReminder {
  readonly onboardingId: string;
  readonly messageId: string;
  readonly sentAt: number;
}

/** Sees in the registry's file how far reminders are, without asking the product anything. */
function openReminders(path: string) {
  const database = new Libsql(path, { readonly: true });
  const awaiting = database.prepare<[string]>(
    "select count(*) as count from projections where json_extract(next_step, '$.key') = ?",
  );
  const done = database.prepare<[string, number]>(
    "select count(*) as count from plan_marks where step_key = ? and mark = 'done' and marked_at >= ?",
  );
  const sent = database.prepare<[string]>(
    'select onboarding_id as onboardingId, message_id as messageId, sent_at as sentAt from mails where step = ?',
  );
  return {
    /** Returns how many await this step: all, or those that do at the deadline. */
    async untilAwaiting(step: string, count: number, deadline: number): Promise<number> {
      for (;;) {
        const asleep = (awaiting.get(step) as { readonly count: number }).count;
        if (asleep >= count || Date.now() > deadline) return asleep;
        await delay(LOOK_EVERY_MS);
      }
    },
    sent: () => sent.all(STEP) as SentReminder[],
    /** When the last one was done that comes to be done. */
    async untilDone({ count, dueWithinMs }: DueTogether, firstDueAt: number): Promise<number> {
      let [doneSoFar, lastAt] = [0, firstDueAt];
      while (doneSoFar < count && Date.now() < Math.max(lastAt, firstDueAt + dueWithinMs) + PATIENCE_MS) {
        await delay(LOOK_EVERY_MS);
        const now = (done.get(STEP, firstDueAt) as { readonly count: number }).count;
        if (now > doneSoFar) [doneSoFar, lastAt] = [now, Date.now()];
      }
      return lastAt;
    },
    close: () => database.close(),
  };
}

async function copiesByMessageId({ demo }: BenchWorld): Promise<ReadonlyMap<string, number>> {
  const mails = await createJsonApi(demo.addresses.mail).get<readonly Mail[]>('/messages.json');
  const copies = new Map<string, number>();
  for (const { messageId = '' } of mails) copies.set(messageId, (copies.get(messageId) ?? 0) + 1);
  return copies;
}
