import type { Kysely } from 'kysely';
import type { Instant } from '../domain/clock';
import { nextDailySlot } from '../domain/daily-slot';
import type { RequirementCode } from '../domain/requirements';
import { fromJson } from './json-column';
import { lockOpenOnboarding } from './onboarding-row';
import type { Tables } from './schema';
import { lockTable, type Database } from './transactions';

/** An onboarding whose Commerce key is to be checked anew. */
export interface KeyCheckTarget {
  readonly onboardingId: string;
  /** Whether its process believes the key to be valid. */
  readonly believedValid: boolean;
}

/** When the Commerce keys of connected onboardings are checked anew: once a day each, spread over the day. */
export interface KeyChecks {
  /** Takes in the onboardings that came to have a grant in force. */
  takeIn(at: Instant, dayMs: number): Promise<void>;
  /** Those whose time of the day has come. */
  due(at: Instant, limit: number): Promise<readonly KeyCheckTarget[]>;
  /** They were tried, with an answer or without: their next time is tomorrow's. */
  tried(onboardingIds: readonly string[], at: Instant, dayMs: number): Promise<void>;
  /**
   * Has its process check the key (`factsChanged`, kind `probe`, ref `key`), unless it was told so within the last
   * `quietMs` milliseconds. Nothing happens without a key and a grant in force.
   */
  ask(onboardingId: string, quietMs: number, at: Instant): Promise<void>;
}

/** What a process says while it does not believe the key to be valid. */
const KEY_PROBLEMS: readonly RequirementCode[] = ['api_key_missing', 'api_key_invalid', 'private_key_unusable'];

/** Rows of one statement. */
const ROWS_AT_ONCE = 500;

export function createKeyChecks(database: Database): KeyChecks {
  const { db } = database;
  return {
    takeIn: (at, dayMs) =>
      database.write(async (tx) => {
        await lockTable(tx, 'key_checks');
        for (;;) {
          const rows = await withKeyAndGrant(tx.db)
            .leftJoin('key_checks as k', 'k.onboarding_id', 'o.onboarding_id')
            .select('o.onboarding_id')
            .where('k.onboarding_id', 'is', null)
            .limit(ROWS_AT_ONCE)
            .execute();
          if (rows.length === 0) return;
          const values = rows.map(({ onboarding_id }) => ({
            onboarding_id,
            due_at: nextDailySlot(onboarding_id, at, dayMs),
          }));
          await tx.db.insertInto('key_checks').values(values).execute();
        }
      }),

    async due(at, limit) {
      const rows = await withKeyAndGrant(db)
        .innerJoin('key_checks as k', 'k.onboarding_id', 'o.onboarding_id')
        .innerJoin('projections as p', 'p.onboarding_id', 'o.onboarding_id')
        .select(['o.onboarding_id', 'p.requirements'])
        .where('k.due_at', '<=', at)
        .orderBy('k.due_at')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        onboardingId: row.onboarding_id,
        believedValid: !fromJson(row.requirements).some(({ code }) => KEY_PROBLEMS.includes(code)),
      }));
    },

    tried: (onboardingIds, at, dayMs) =>
      database.write(async (tx) => {
        for (const onboardingId of [...onboardingIds].sort()) {
          await tx.db
            .updateTable('key_checks')
            .set({ due_at: nextDailySlot(onboardingId, at, dayMs) })
            .where('onboarding_id', '=', onboardingId)
            .execute();
        }
      }),

    ask: (onboardingId, quietMs, at) =>
      database.write(async (tx) => {
        const onboarding = await lockOpenOnboarding(tx, onboardingId);
        if (!onboarding) return;
        const { numUpdatedRows: asked } = await tx.db
          .updateTable('key_checks')
          .set({ asked_at: at })
          .where('onboarding_id', '=', onboardingId)
          .where((quiet) => quiet.or([quiet('asked_at', 'is', null), quiet('asked_at', '<=', at - quietMs)]))
          .executeTakeFirst();
        if (asked === 0n) return;
        await tx.enqueue({ kind: 'factsChanged', onboardingId, fact: 'probe', ref: 'key', revision: at }, at);
      }),
  };
}

function withKeyAndGrant(db: Kysely<Tables>) {
  return db
    .selectFrom('onboardings as o')
    .innerJoin('grants as g', 'g.onboarding_id', 'o.onboarding_id')
    .where('g.status', '=', 'in_force')
    .where('o.key_revision', '>', 0)
    .where('o.closed_at', 'is', null)
    .where('o.disconnected_at', 'is', null);
}
