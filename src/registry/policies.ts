import { isDeepStrictEqual } from 'node:util';
import type { Kysely, Selectable } from 'kysely';
import type { Policy } from '../domain/policy';
import { fromJson, toJson } from './json-column';
import type { Policies } from './registry';
import type { PoliciesTable, Tables } from './schema';
import { lockTable, type Database } from './transactions';

export function createPolicies(database: Database): Policies {
  return {
    ensure: (policy, at) =>
      database.write(async (tx) => {
        await lockTable(tx, 'policies');
        const content = toJson(policy);
        const newest = await newestRow(tx.db);
        if (newest && isDeepStrictEqual(fromJson(newest.content), fromJson(content))) return policyOf(newest);
        const row = { version: (newest?.version ?? 0) + 1, content, created_at: at };
        await tx.db.insertInto('policies').values(row).execute();
        return policyOf(row);
      }),

    async current() {
      const newest = await newestRow(database.db);
      if (!newest) throw new Error('No policy has been written to this database yet.');
      return policyOf(newest);
    },
  };
}

async function newestRow(db: Kysely<Tables>): Promise<Selectable<PoliciesTable> | undefined> {
  return db.selectFrom('policies').selectAll().orderBy('version', 'desc').limit(1).executeTakeFirst();
}

function policyOf({ content, version }: Selectable<PoliciesTable>): Policy {
  return { ...fromJson(content), version };
}
