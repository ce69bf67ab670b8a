import { isDeepStrictEqual } from 'node:util';
import type { Kysely, Selectable } from 'kysely';
import { DEFAULT_POLICY, type Policy, type PolicyContent } from '../domain/policy';
import type { Instant } from '../domain/clock';
import { fromJson, toJson } from './json-column';
import type { PoliciesTable, Tables } from './schema';
import { lockTable, type Database, type Tx } from './transactions';

export interface Policies {
  /** Writes the policy if its content differs from the newest version; returns it with its version. */
  ensure(policy: Omit<Policy, 'version'>, at: Instant): Promise<Policy>;
  /** Throws an Error before the first version was written, as `newest` does. */
  current(): Promise<Policy>;
  newest(): Promise<PolicyVersion>;
  find(version: number): Promise<PolicyVersion | undefined>;
  /**
   * Signals `factsChanged{kind: policy}` to the next so many onboardings with a grant in force that have not been told of
   * the newest version, in one transaction; returns how many. None is left out, and none is told twice.
   */
  tellNext(limit: number, at: Instant): Promise<number>;
}

export interface PolicyVersion {
  readonly policy: Policy;
  readonly since: Instant;
  /** When the last of the onboardings with a plan had been told of it; null until then. */
  readonly toldAt: Instant | null;
}

type PolicyRow = Selectable<PoliciesTable>;

export function createPolicies(database: Database): Policies {
  const { db } = database;
  const newest = async () => {
    const row = await newestRow(db);
    if (!row) throw new Error('No policy has been written to this database yet.');
    return versionOf(row);
  };
  return {
    ensure: (policy, at) =>
      database.write(async (tx) => {
        await lockTable(tx, 'policies');
        const content = toJson(policy);
        const before = await newestRow(tx.db);
        if (before && isDeepStrictEqual(fromJson(before.content), fromJson(content))) return policyOf(before);
        // Whoever begins after the first version begins with it.
        const told = before ? null : at;
        const row = { version: (before?.version ?? 0) + 1, content, created_at: at, told_after: '', told_at: told };
        await tx.db.insertInto('policies').values(row).execute();
        return policyOf(row);
      }),

    current: async () => (await newest()).policy,
    newest,

    async find(version) {
      const row = await db.selectFrom('policies').selectAll().where('version', '=', version).executeTakeFirst();
      return row && versionOf(row);
    },

    async tellNext(limit, at) {
      const before = await newestRow(db);
      if (!before || before.told_at !== null) return 0;
      return database.write(async (tx) => {
        await lockTable(tx, 'policies');
        const row = await newestRow(tx.db);
        return row && row.told_at === null ? tellOf(tx, row, limit, at) : 0;
      });
    },
  };
}

/**
 * Signals the next onboardings in the order of their ids, and remembers how far that has come. One without a grant has no
 * plan yet: it will be made by the policy of that day.
 */
async function tellOf(tx: Tx, { version, told_after }: PolicyRow, limit: number, at: number): Promise<number> {
  const next = await tx.db
    .selectFrom('projections')
    .innerJoin('onboardings', 'onboardings.onboarding_id', 'projections.onboarding_id')
    .select('projections.onboarding_id')
    .where('projections.onboarding_id', '>', told_after)
    .where('projections.generation', '>', 0)
    .where('onboardings.closed_at', 'is', null)
    .orderBy('projections.onboarding_id')
    .limit(limit)
    .execute();
  for (const { onboarding_id: onboardingId } of next)
    await tx.enqueue({ kind: 'factsChanged', onboardingId, fact: 'policy', ref: 'policy', revision: version }, at);
  const progress = { told_after: next.at(-1)?.onboarding_id ?? told_after, told_at: next.length < limit ? at : null };
  await tx.db.updateTable('policies').set(progress).where('version', '=', version).execute();
  return next.length;
}

async function newestRow(db: Kysely<Tables>): Promise<PolicyRow | undefined> {
  return db.selectFrom('policies').selectAll().orderBy('version', 'desc').limit(1).executeTakeFirst();
}

/** The policy of that instant; the default in a database that no api or worker had written one to. */
export async function policyInForce(db: Kysely<Tables>, at: Instant): Promise<PolicyContent> {
  const row = await db
    .selectFrom('policies')
    .selectAll()
    .where('created_at', '<=', at)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? policyOf(row) : DEFAULT_POLICY;
}

/** A version that was written before a field existed has its default. */
function policyOf({ content, version }: Pick<PolicyRow, 'content' | 'version'>): Policy {
  return { ...DEFAULT_POLICY, ...fromJson(content), version };
}

function versionOf(row: PolicyRow): PolicyVersion {
  return { policy: policyOf(row), since: row.created_at, toldAt: row.told_at };
}
