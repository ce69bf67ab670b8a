import { sql } from 'kysely';
import type { Instant } from '../domain/clock';
import type { EventData } from '../domain/contract/events';
import { recordAudit } from './audit';
import { toJson } from './json-column';
import { destroyExpiredVisits } from './login-visits';
import { lockOnboarding, type OnboardingRow } from './onboarding-row';
import type { Tables } from './schema';
import { projected, standingOf } from './status-view';
import { redeemTicket } from './tickets';
import type { Database, Tx } from './transactions';

export type PurgeResult =
  | { readonly outcome: 'purged'; readonly purgedAt: Instant }
  | { readonly outcome: 'not_found' }
  /** It is not disconnected for good. */
  | { readonly outcome: 'still_open' }
  | { readonly outcome: 'ticket_refused' };

/** Erasing what is known of a merchant and their seller. */
export interface Purges {
  /**
   * Erases an onboarding that was disconnected for good, with a ticket for `purge`. What stays are ids, instants, receipts
   * without persons, and the audit without reasons. Its closed workflows are deleted through the outbox. Repeated calls
   * change nothing.
   */
  purge(
    input: {
      readonly onboardingId: string;
      readonly ticket: string;
      readonly actor: string;
      readonly reason: string;
    },
    at: Instant,
  ): Promise<PurgeResult>;
  /**
   * The same for at most `limit` onboardings that were closed before `closedBefore`; returns how many these were. Visits
   * from Seller Central that came to nothing go with it.
   */
  purgeClosed(closedBefore: Instant, limit: number, at: Instant): Promise<number>;
}

/** Stands in the audit for whoever erases what is old enough. */
const RETENTION_ACTOR = 'retention';

export function createPurges(database: Database): Purges {
  const { db } = database;
  return {
    async purge({ onboardingId, ticket, actor, reason }, at) {
      const result = await database.write(async (tx): Promise<PurgeResult> => {
        const onboarding = await lockOnboarding(tx, onboardingId);
        if (!onboarding) return { outcome: 'not_found' };
        if (onboarding.closed_at === null) return { outcome: 'still_open' };
        if (!(await redeemTicket(tx, ticket, 'purge', onboardingId, at))) return { outcome: 'ticket_refused' };
        return { outcome: 'purged', purgedAt: await purgeOnce(tx, onboarding, actor, reason, at) };
      });
      if (result.outcome === 'purged') await emptyLog(database);
      return result;
    },

    async purgeClosed(closedBefore, limit, at) {
      const due = await db
        .selectFrom('onboardings')
        .select('onboarding_id')
        .where('closed_at', '<=', closedBefore)
        .where('purged_at', 'is', null)
        .orderBy('closed_at')
        .limit(limit)
        .execute();
      await database.write((tx) => destroyExpiredVisits(tx, at));
      for (const { onboarding_id: onboardingId } of due) {
        await database.write(async (tx) => {
          const onboarding = await lockOnboarding(tx, onboardingId);
          if (onboarding) await purgeOnce(tx, onboarding, RETENTION_ACTOR, '', at);
        });
      }
      if (due.length > 0) await emptyLog(database);
      return due.length;
    },
  };
}

/** Tables whose rows of an onboarding are deleted, each before those that it refers to. */
export const ERASED = [
  'browser_sessions',
  'link_requests',
  'attempts',
  'links',
  'incident_holds',
  'grant_probes',
  'key_checks',
  'access_tokens',
  'token_holders',
  'plan_marks',
  'plans',
  'grants',
  'mails',
  'contacts',
  'stores',
  'checklist_confirmations',
  'timeline',
  'tickets',
  'outbox',
  'vault',
  'events',
  'alerts',
] as const satisfies readonly (keyof Tables)[];

/** Tables that keep rows of an onboarding: ids, instants and figures, from which whatever names somebody is taken. */
export const KEPT: readonly string[] = ['onboardings', 'projections', 'audit', 'receipts', 'campaign_asks'];

/** Returns when it was erased, now or before. */
async function purgeOnce(
  tx: Tx,
  onboarding: OnboardingRow,
  actor: string,
  reason: string,
  at: Instant,
): Promise<Instant> {
  if (onboarding.purged_at !== null) return onboarding.purged_at;
  const { onboarding_id: onboardingId } = onboarding;
  await forgetSellers(tx, onboarding, at);
  await eraseDependants(tx, onboardingId);
  for (const table of ERASED) await tx.db.deleteFrom(table).where('onboarding_id', '=', onboardingId).execute();
  const rest = await pseudonymise(tx, onboarding, at);
  await eraseProjection(tx, rest);
  await tx.db.updateTable('audit').set({ reason: '' }).where('onboarding_id', '=', onboardingId).execute();
  await tx.db.updateTable('receipts').set({ person: null }).where('onboarding_id', '=', onboardingId).execute();
  await recordAudit(tx, { onboardingId, action: 'purge', actor, reason }, at);
  await tx.enqueue({ kind: 'eraseHistories', onboardingId }, at);
  return at;
}

/** Rows that belong to an onboarding through another row. */
async function eraseDependants({ db }: Tx, onboardingId: string): Promise<void> {
  await db
    .deleteFrom('webhook_deliveries')
    .where('event_id', 'in', (query) =>
      query.selectFrom('events').select('events.event_id').where('events.onboarding_id', '=', onboardingId),
    )
    .execute();
  await db
    .deleteFrom('alert_deliveries')
    .where('alert_id', 'in', (query) =>
      query.selectFrom('alerts').select('alerts.alert_id').where('alerts.onboarding_id', '=', onboardingId),
    )
    .execute();
  await db
    .deleteFrom('audit_outcomes')
    .where('audit_id', 'in', (query) =>
      query.selectFrom('audit').select('audit.audit_id').where('audit.onboarding_id', '=', onboardingId),
    )
    .execute();
}

/** Its sellers may have come to the Login URI while nobody knew them, which the backend was told. */
async function forgetSellers(tx: Tx, onboarding: OnboardingRow, at: Instant): Promise<void> {
  const { db } = tx;
  const { onboarding_id: onboardingId, expected_seller_id: expected } = onboarding;
  await destroyExpiredVisits(tx, at);
  const granted = await db
    .selectFrom('grants')
    .select('seller_id')
    .distinct()
    .where('onboarding_id', '=', onboardingId)
    .execute();
  const sellers = new Set([...granted.map((row) => row.seller_id), ...(expected === null ? [] : [expected])]);
  for (const sellerId of sellers) {
    await db.deleteFrom('unknown_sellers').where('seller_id', '=', sellerId).execute();
    const told = db
      .selectFrom('events')
      .select('event_id')
      .where('onboarding_id', 'is', null)
      .where('type', '=', 'seller.unknown')
      .where('data', '=', toJson<EventData>({ sellerId }));
    await db.deleteFrom('webhook_deliveries').where('event_id', 'in', told).execute();
    await db.deleteFrom('events').where('event_id', 'in', told).execute();
  }
}

async function pseudonymise(tx: Tx, onboarding: OnboardingRow, at: Instant): Promise<OnboardingRow> {
  const rest: OnboardingRow = {
    ...onboarding,
    expected_seller_id: null,
    return_url: null,
    metadata: toJson({}),
    body_hmac: '',
    connection_host: null,
    verified_commerce_host: null,
    commerce_modules: null,
    purged_at: at,
  };
  const { onboarding_id: onboardingId } = onboarding;
  await tx.db.updateTable('onboardings').set(rest).where('onboarding_id', '=', onboardingId).execute();
  return rest;
}

/** What there is left to project: an onboarding that was closed. */
async function eraseProjection(tx: Tx, rest: OnboardingRow): Promise<void> {
  const { onboarding_id: onboardingId } = rest;
  const stored = await tx.db
    .selectFrom('projections')
    .selectAll()
    .where('onboarding_id', '=', onboardingId)
    .executeTakeFirstOrThrow();
  const standing = { ...standingOf(stored), requirements: [], nextStep: null };
  await tx.db
    .updateTable('projections')
    .set({ requirements: toJson([]), next_step: null, snapshot: null, ...(await projected(tx, rest, standing)) })
    .where('onboarding_id', '=', onboardingId)
    .execute();
}

/** Writes SQLite's log back into the file and empties it: what was deleted would otherwise still stand there. */
async function emptyLog({ db, dialect }: Database): Promise<void> {
  if (dialect === 'sqlite') await sql`pragma wal_checkpoint(truncate)`.execute(db);
}
