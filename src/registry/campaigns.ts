import { sql, type Kysely, type Selectable } from 'kysely';
import type { Instant } from '../domain/clock';
import { recordAudit } from './audit';
import { randomId } from './fingerprint';
import { lockOnboarding } from './onboarding-row';
import type { OutboxTask } from './outbox';
import type { CampaignsTable, Tables } from './schema';
import { beyond, pageOf, type TimedPosition } from './timed-page';
import { lockTable, type Database, type Tx } from './transactions';

type CampaignRow = Selectable<CampaignsTable>;

/**
 * What became of asking a seller. `renewed`: that had happened already. `not_connected`: the onboarding has ended, or
 * other mails ask for a consent anyway. `opted_out`: reminders are not wanted. `unreachable`: no address takes mails.
 */
export type AskOutcome = 'asked' | 'renewed' | 'not_connected' | 'opted_out' | 'unreachable';

/** Sellers are asked to consent anew, because a role was added to the app. */
export interface Campaign {
  readonly campaignId: string;
  readonly role: string;
  readonly reason: string;
  /** How many are asked in a policy day. */
  readonly perDay: number;
  readonly startedAt: Instant;
  /** When it was stopped, or the last one was asked. */
  readonly endedAt: Instant | null;
  readonly stopped: boolean;
  readonly progress: CampaignProgress;
}

export interface CampaignProgress {
  /** Connected sellers as it began. */
  readonly sellers: number;
  readonly asked: number;
  /** Of the sellers, with or without having been asked. */
  readonly renewed: number;
  /** Left out, for one of the other reasons. */
  readonly leftOut: number;
  readonly stillToAsk: number;
  /** When the last one is asked; null once nobody is still to be asked. */
  readonly lastAskAt: Instant | null;
}

export interface NewCampaign {
  readonly role: string;
  readonly reason: string;
  readonly perDay: number;
  readonly actor: string;
}

export interface Campaigns {
  /** How many sellers a campaign would ask now. */
  countSellers(): Promise<number>;
  /**
   * Writes down who is to be asked, and when: the sellers that are connected now, one after the other, so that `perDay`
   * are asked in `dayMs`. `running`: another one has not ended.
   */
  start(
    campaign: NewCampaign,
    dayMs: number,
    at: Instant,
  ): Promise<
    | { readonly outcome: 'started'; readonly campaign: Campaign }
    | { readonly outcome: 'running'; readonly campaignId: string }
  >;
  find(campaignId: string): Promise<Campaign | undefined>;
  /** Newest first. */
  list(query: {
    readonly after?: TimedPosition;
    readonly limit: number;
  }): Promise<{ readonly items: readonly Campaign[]; readonly next: TimedPosition | null }>;
  /** Nobody is asked any more; what was asked stays. Undefined for an unknown one; one that has ended stays as it is. */
  stop(campaignId: string, actor: string, at: Instant): Promise<Campaign | undefined>;
  /** Whether a seller is still to be asked: null once that is settled or the campaign has ended. */
  ask(
    campaignId: string,
    onboardingId: string,
  ): Promise<{ readonly role: string; /** In force when it began. */ readonly generation: number } | null>;
  settle(campaignId: string, onboardingId: string, outcome: AskOutcome, at: Instant): Promise<void>;
  /** Cannot be asked now: another try, as `round`, at `until`. */
  postpone(campaignId: string, onboardingId: string, round: number, until: Instant, at: Instant): Promise<void>;
}

/** Rows of one statement: SQLite takes 32,766 values in one. */
const AT_ONCE = 1_000;
/** Stages in which nobody else asks the seller for a consent. */
const CONNECTED = ['connected', 'expiring'];

export function createCampaigns(database: Database): Campaigns {
  const { db } = database;
  return {
    async countSellers() {
      const { count } = await sellers(db)
        .select((builder) => builder.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return count;
    },

    start: ({ role, reason, perDay, actor }, dayMs, at) =>
      database.write(async (tx) => {
        await lockTable(tx, 'campaigns');
        const running = await tx.db
          .selectFrom('campaigns')
          .select('campaign_id')
          .where('ended_at', 'is', null)
          .executeTakeFirst();
        if (running) return { outcome: 'running', campaignId: running.campaign_id };
        const campaignId = randomId('cmp');
        const row = { campaign_id: campaignId, role, reason, per_day: perDay, actor, started_at: at };
        await tx.db.insertInto('campaigns').values(row).execute();
        await addAsks(tx, campaignId, dayMs / perDay, at);
        await endWhenDone(tx, campaignId, at);
        await recordAudit(tx, { onboardingId: null, action: 'start_campaign', actor, reason, subject: campaignId }, at);
        return { outcome: 'started', campaign: await campaignOf(tx.db, await rowOf(tx.db, campaignId)) };
      }),

    async find(campaignId) {
      const row = await db.selectFrom('campaigns').selectAll().where('campaign_id', '=', campaignId).executeTakeFirst();
      return row && campaignOf(db, row);
    },

    async list({ after, limit }) {
      let query = db.selectFrom('campaigns').selectAll();
      if (after !== undefined) query = query.where(beyond(['started_at', 'campaign_id'], 'earlier', after));
      const rows = await query
        .orderBy('started_at', 'desc')
        .orderBy('campaign_id', 'desc')
        .limit(limit + 1)
        .execute();
      const page = pageOf(
        rows,
        limit,
        (row) => row,
        ({ started_at: at, campaign_id: id }) => ({ at, id }),
      );
      const items: Campaign[] = [];
      for (const row of page.items) items.push(await campaignOf(db, row));
      return { items, next: page.next };
    },

    stop: (campaignId, actor, at) =>
      database.write(async (tx) => {
        const { numUpdatedRows: stopped } = await tx.db
          .updateTable('campaigns')
          .set({ ended_at: at, stopped: 1 })
          .where('campaign_id', '=', campaignId)
          .where('ended_at', 'is', null)
          .executeTakeFirst();
        const row = await tx.db
          .selectFrom('campaigns')
          .selectAll()
          .where('campaign_id', '=', campaignId)
          .executeTakeFirst();
        if (stopped === 1n) {
          await dropWaitingAsks(tx, campaignId);
          const entry = { onboardingId: null, action: 'stop_campaign', actor, reason: '', subject: campaignId };
          await recordAudit(tx, entry, at);
        }
        return row && campaignOf(tx.db, row);
      }),

    async ask(campaignId, onboardingId) {
      const row = await db
        .selectFrom('campaign_asks as a')
        .innerJoin('campaigns as c', 'c.campaign_id', 'a.campaign_id')
        .select(['c.role', 'a.generation'])
        .where('a.campaign_id', '=', campaignId)
        .where('a.onboarding_id', '=', onboardingId)
        .where('a.outcome', 'is', null)
        .where('c.ended_at', 'is', null)
        .executeTakeFirst();
      return row ?? null;
    },

    settle: (campaignId, onboardingId, outcome, at) =>
      database.write(async (tx) => {
        await tx.db
          .updateTable('campaign_asks')
          .set({ outcome, settled_at: at })
          .where('campaign_id', '=', campaignId)
          .where('onboarding_id', '=', onboardingId)
          .where('outcome', 'is', null)
          .execute();
        await endWhenDone(tx, campaignId, at);
      }),

    postpone: (campaignId, onboardingId, round, until, at) =>
      database.write(async (tx) => {
        const onboarding = await lockOnboarding(tx, onboardingId);
        if (!onboarding || onboarding.closed_at !== null) return;
        const { numUpdatedRows: moved } = await tx.db
          .updateTable('campaign_asks')
          .set({ due_at: until })
          .where('campaign_id', '=', campaignId)
          .where('onboarding_id', '=', onboardingId)
          .where('outcome', 'is', null)
          // A second run of the same try finds it moved already.
          .where('due_at', '<', until)
          .executeTakeFirst();
        if (moved === 1n) await tx.enqueue(askTask(campaignId, onboardingId, round), at, until);
      }),
  };
}

/** Onboardings that a campaign asks. */
function sellers(db: Kysely<Tables>) {
  return db
    .selectFrom('projections as p')
    .innerJoin('onboardings as o', 'o.onboarding_id', 'p.onboarding_id')
    .where('p.stage', 'in', CONNECTED)
    .where('p.generation', '>', 0)
    .where('o.disconnected_at', 'is', null)
    .where('o.closed_at', 'is', null);
}

async function addAsks(tx: Tx, campaignId: string, everyMs: number, at: Instant): Promise<void> {
  const asked = await sellers(tx.db).select(['p.onboarding_id', 'p.generation']).orderBy('p.onboarding_id').execute();
  for (let first = 0; first < asked.length; first += AT_ONCE) {
    const asks = asked.slice(first, first + AT_ONCE).map((seller, index) => ({
      campaign_id: campaignId,
      ...seller,
      due_at: at + Math.round((first + index) * everyMs),
    }));
    await tx.db.insertInto('campaign_asks').values(asks).execute();
    for (const { onboarding_id: onboardingId, due_at: dueAt } of asks) {
      await tx.enqueue(askTask(campaignId, onboardingId, 1), at, dueAt);
    }
  }
}

function askTask(campaignId: string, onboardingId: string, round: number): OutboxTask {
  return { kind: 'notice', onboardingId, notice: { kind: 'role_added', campaignId, round } };
}

/** Those that a relay is carrying out at this moment find the campaign ended. */
async function dropWaitingAsks(tx: Tx, campaignId: string): Promise<void> {
  await tx.db
    .deleteFrom('outbox')
    .where('not_before', 'is not', null)
    .where('owner', 'is', null)
    .where(sql<boolean>`task like ${`%"campaignId":"${campaignId}"%`}`)
    .execute();
}

/** An onboarding ends, and with it whatever would still have asked its seller: no campaign is to wait for that. */
export async function settleAsksOf(tx: Tx, onboardingId: string, at: Instant): Promise<void> {
  const settled = await tx.db
    .updateTable('campaign_asks')
    .set({ outcome: 'not_connected' satisfies AskOutcome, settled_at: at })
    .where('onboarding_id', '=', onboardingId)
    .where('outcome', 'is', null)
    .returning('campaign_id')
    .execute();
  for (const { campaign_id: campaignId } of settled) await endWhenDone(tx, campaignId, at);
}

async function endWhenDone(tx: Tx, campaignId: string, at: Instant): Promise<void> {
  await tx.db
    .updateTable('campaigns')
    .set({ ended_at: at })
    .where('campaign_id', '=', campaignId)
    .where('ended_at', 'is', null)
    .where((builder) =>
      builder.not(
        builder.exists(
          builder
            .selectFrom('campaign_asks as a')
            .select('a.onboarding_id')
            .where('a.campaign_id', '=', campaignId)
            .where('a.outcome', 'is', null),
        ),
      ),
    )
    .execute();
}

async function rowOf(db: Kysely<Tables>, campaignId: string): Promise<CampaignRow> {
  return db.selectFrom('campaigns').selectAll().where('campaign_id', '=', campaignId).executeTakeFirstOrThrow();
}

async function campaignOf(db: Kysely<Tables>, row: CampaignRow): Promise<Campaign> {
  const open = row.ended_at === null;
  const { sellers, asked, renewed, leftOut, unsettled, lastAskAt } = await db
    .selectFrom('campaign_asks as a')
    .innerJoin('projections as p', 'p.onboarding_id', 'a.onboarding_id')
    .select(({ fn }) => [
      fn.countAll<number>().as('sellers'),
      sql<number>`count(case when a.outcome = 'asked' then 1 end)`.as('asked'),
      sql<number>`count(case when p.generation > a.generation then 1 end)`.as('renewed'),
      sql<number>`count(case when a.outcome in ('not_connected', 'opted_out', 'unreachable') then 1 end)`.as('leftOut'),
      sql<number>`count(case when a.outcome is null then 1 end)`.as('unsettled'),
      sql<number | null>`max(case when a.outcome is null then a.due_at end)`.as('lastAskAt'),
    ])
    .where('a.campaign_id', '=', row.campaign_id)
    .executeTakeFirstOrThrow();
  return {
    campaignId: row.campaign_id,
    role: row.role,
    reason: row.reason,
    perDay: row.per_day,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    stopped: row.stopped === 1,
    progress: {
      sellers,
      asked,
      renewed,
      leftOut,
      stillToAsk: open ? unsettled : 0,
      lastAskAt: open ? lastAskAt : null,
    },
  };
}
