import { sql, type Kysely, type Selectable } from 'kysely';
import type { Instant } from '../domain/clock';
import { nextDailySlot } from '../domain/daily-slot';
import type { RoundFindings } from '../domain/incident';
import type { OfferedRegion } from '../domain/marketplaces';
import type { GrantsTable, Tables } from './schema';
import { finishRound } from './sweep-rounds';
import { lockTable, type Database, type Tx } from './transactions';

/** A grant in force that is asked about. */
export interface ProbeTarget {
  readonly grantRef: string;
  readonly onboardingId: string;
  readonly region: OfferedRegion;
  /** When it was last seen where its seller sells. */
  readonly printAt: Instant | null;
  /** It is under suspicion, or called revoked. */
  readonly inDoubt: boolean;
}

/** What Amazon said of a grant; `unanswered` says nothing of it. */
export type ProbeAnswer = 'alive' | 'refused' | 'unanswered';

/** The grants of one round; `beganAt` names the round. */
export interface ProbeRound {
  readonly beganAt: Instant;
  readonly at: Instant;
  readonly limit: number;
}

/** Which grants are asked about and when, each once a day, and what Amazon said of them last. */
export interface Probes {
  /** Takes in the grants that came into force, spread over the day, and forgets those that are no longer. */
  takeIn(at: Instant, dayMs: number): Promise<void>;
  /** Those under suspicion, then those whose time of the day has come, that were not tried in this round. */
  due(round: ProbeRound): Promise<readonly ProbeTarget[]>;
  /**
   * Others for comparison, if the round met a refusal that is not yet believed: so many that `limit` healthy grants were
   * asked in all. The longest not asked come first.
   */
  sample(round: ProbeRound): Promise<readonly ProbeTarget[]>;
  /**
   * Writes down the answers. The first refusal of a grant that was well counts as new until a round has been judged by it,
   * whoever met it and however often it is repeated.
   */
  record(
    answers: readonly { readonly grantRef: string; readonly answer: ProbeAnswer }[],
    at: Instant,
    dayMs: number,
  ): Promise<void>;
  /** What the answers since `beganAt` amount to. */
  findings(beganAt: Instant): Promise<Omit<RoundFindings, 'control'>>;
  /** The round that began then is over, with so many that it called revoked: its refusals are no longer new. */
  judged(beganAt: Instant, revoked: number): Promise<void>;
  /**
   * Those refused since `beganAt` that have been under suspicion since `suspectedUntil` or longer, and those that were
   * called revoked at `at` itself.
   */
  confirmable(beganAt: Instant, suspectedUntil: Instant, at: Instant): Promise<readonly string[]>;
}

/** Rows of one statement. */
const ROWS_AT_ONCE = 500;

export function createProbes(database: Database): Probes {
  const { db } = database;
  return {
    takeIn: (at, dayMs) =>
      database.write(async (tx) => {
        await lockTable(tx, 'grant_probes');
        await forgetEnded(tx, at);
        for (;;) {
          const rows = await unknownGrants(tx.db, at);
          if (rows.length === 0) return;
          const values = rows.map((row) => ({
            ...row,
            due_at: nextDailySlot(row.grant_ref, at, dayMs),
            newly_refused: 0,
          }));
          await tx.db.insertInto('grant_probes').values(values).execute();
        }
      }),

    async due(round) {
      const { at, limit } = round;
      const suspected = await askable(db, round)
        .where('g.suspected_since', 'is not', null)
        .where('g.revoked_at', 'is', null)
        .orderBy('g.suspected_since')
        .limit(limit)
        .execute();
      const known = new Set(suspected.map((row) => row.grant_ref));
      const daily = await askable(db, round).where('p.due_at', '<=', at).orderBy('p.due_at').limit(limit).execute();
      return [...suspected, ...daily.filter((row) => !known.has(row.grant_ref))].slice(0, limit).map(targetOf);
    },

    async sample(round) {
      const { healthyBefore, suspected } = await findings(db, round.beganAt);
      const wanted = round.limit - healthyBefore;
      if (suspected === 0 || wanted <= 0) return [];
      const others = await askable(db, round)
        .where((healthy) => healthy.or([healthy('p.answer', 'is', null), healthy('p.answer', '=', 'alive')]))
        .orderBy(sql`coalesce(p.answered_at, 0)`)
        .limit(wanted)
        .execute();
      return others.map(targetOf);
    },

    record: (answers, at, dayMs) =>
      database.write(async (tx) => {
        // In one order for all, so that two writers never wait for each other in a circle.
        const ordered = [...answers].sort((a, b) => (a.grantRef < b.grantRef ? -1 : 1));
        for (const { grantRef, answer } of ordered) {
          const tried = tx.db.updateTable('grant_probes').where('grant_ref', '=', grantRef);
          if (answer === 'unanswered') await tried.set({ tried_at: at }).execute();
          else {
            const slot = nextDailySlot(grantRef, at, dayMs);
            const next =
              answer === 'refused'
                ? { newly_refused: isNews, due_at: dueAgain(at, slot) }
                : { newly_refused: 0, due_at: slot };
            await tried.set({ tried_at: at, answer, answered_at: at, ...next }).execute();
          }
        }
      }),

    findings: (beganAt) => findings(db, beganAt),

    judged: (beganAt, revoked) =>
      database.write(async (tx) => {
        await tx.db
          .updateTable('grant_probes')
          .set({ newly_refused: 0 })
          .where('answered_at', '>=', beganAt)
          .where('newly_refused', '=', 1)
          .execute();
        await finishRound(tx, beganAt, revoked);
      }),

    async confirmable(beganAt, suspectedUntil, at) {
      const rows = await db
        .selectFrom('grant_probes as p')
        .innerJoin('grants as g', 'g.grant_ref', 'p.grant_ref')
        .select('p.grant_ref')
        .where('p.answered_at', '>=', beganAt)
        .where('p.answer', '=', 'refused')
        .where('g.status', '=', 'in_force')
        .where('g.expires_at', '>', at)
        .where((open) => open.or([open('g.revoked_at', 'is', null), open('g.revoked_at', '=', at)]))
        .where('g.suspected_since', '<=', suspectedUntil)
        .orderBy('p.grant_ref')
        .execute();
      return rows.map((row) => row.grant_ref);
    },
  };
}

/** One that was refused before is news only if it has had a token since, or if no round was judged by it. */
const isNews = sql<number>`case when answer = 'refused' and newly_refused = 0 and exists
  (select 1 from grants g where g.grant_ref = grant_probes.grant_ref and g.suspected_since is not null)
  then 0 else 1 end`;

/** A refusal is met again in the next round, also if its worker died before it had led to a suspicion. */
function dueAgain(at: Instant, slot: Instant) {
  return sql<number>`case when exists
    (select 1 from grants g where g.grant_ref = grant_probes.grant_ref and g.revoked_at is not null)
    then cast(${slot} as bigint) else cast(${at} as bigint) end`;
}

/** Grants that may be asked about: in force, not past their expiry, and of an onboarding that is not being left. */
function open(db: Kysely<Tables>, at: Instant) {
  return db
    .selectFrom('grants as g')
    .innerJoin('onboardings as o', 'o.onboarding_id', 'g.onboarding_id')
    .where('g.status', '=', 'in_force')
    .where('g.expires_at', '>', at)
    .where('o.closed_at', 'is', null)
    .where('o.disconnected_at', 'is', null);
}

function askable(db: Kysely<Tables>, { beganAt, at }: ProbeRound) {
  return open(db, at)
    .innerJoin('grant_probes as p', 'p.grant_ref', 'g.grant_ref')
    .select(['g.grant_ref', 'g.onboarding_id', 'o.region', 'g.print_at', 'g.suspected_since', 'g.revoked_at'])
    .where((fresh) => fresh.or([fresh('p.tried_at', 'is', null), fresh('p.tried_at', '<', beganAt)]));
}

type TargetRow = Pick<
  Selectable<GrantsTable>,
  'grant_ref' | 'onboarding_id' | 'print_at' | 'suspected_since' | 'revoked_at'
> & { readonly region: string };

function targetOf(row: TargetRow): ProbeTarget {
  return {
    grantRef: row.grant_ref,
    onboardingId: row.onboarding_id,
    region: row.region as OfferedRegion,
    printAt: row.print_at,
    inDoubt: row.suspected_since !== null || row.revoked_at !== null,
  };
}

async function unknownGrants(db: Kysely<Tables>, at: Instant) {
  return open(db, at)
    .leftJoin('grant_probes as p', 'p.grant_ref', 'g.grant_ref')
    .select(['g.grant_ref', 'g.onboarding_id'])
    .where('p.grant_ref', 'is', null)
    .limit(ROWS_AT_ONCE)
    .execute();
}

async function forgetEnded(tx: Tx, at: Instant): Promise<void> {
  await tx.db.deleteFrom('grant_probes').where('grant_ref', 'not in', open(tx.db, at).select('g.grant_ref')).execute();
}

async function findings(db: Kysely<Tables>, beganAt: Instant): Promise<Omit<RoundFindings, 'control'>> {
  const { rows } = await sql<Record<'asked' | 'alive' | 'newlyRefused' | 'suspected', string | number | null>>`
    select count(*) as asked,
      sum(case when p.answer = 'alive' then 1 else 0 end) as alive,
      sum(p.newly_refused) as "newlyRefused",
      sum(case when p.answer = 'refused' and g.revoked_at is null then 1 else 0 end) as suspected
    from grant_probes p join grants g on g.grant_ref = p.grant_ref
    where p.answered_at >= ${beganAt}`.execute(db);
  const counted = rows[0];
  // PostgreSQL's sums are of a type that is read as text.
  const number = (value: string | number | null | undefined) => Number(value ?? 0);
  const newlyRefused = number(counted?.newlyRefused);
  return {
    asked: number(counted?.asked),
    healthyBefore: number(counted?.alive) + newlyRefused,
    newlyRefused,
    suspected: number(counted?.suspected),
  };
}
