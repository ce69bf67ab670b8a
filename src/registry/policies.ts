import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import type { Policy } from '../domain/policy';
import { fromJson } from './json-column';
import type { Policies } from './registry';
import type { Tables } from './schema';
import type { Database } from './transactions';

type Content = Omit<Policy, 'version'>;

export function createPolicies({ db, write }: Database): Policies {
  return {
    ensure: (policy, at) =>
      write(async (tx) => {
        const newest = await newestPolicy(tx.db);
        // As JSON gives it back, so that what is compared has been through the same.
        const content = fromJson<Content>(JSON.stringify(policy));
        if (newest && isDeepStrictEqual(contentOf(newest), content)) return newest;
        const version = (newest?.version ?? 0) + 1;
        await tx.db
          .insertInto('policies')
          .values({ version, content: JSON.stringify(content), created_at: at })
          .execute();
        return { ...content, version };
      }),

    async current() {
      const newest = await newestPolicy(db);
      if (!newest) throw new Error('No policy has been written to this database yet.');
      return newest;
    },
  };
}

function contentOf({ version: _, ...content }: Policy): Content {
  return content;
}

async function newestPolicy(db: Kysely<Tables>): Promise<Policy | undefined> {
  const row = await db.selectFrom('policies').selectAll().orderBy('version', 'desc').limit(1).executeTakeFirst();
  return row && { ...fromJson<Content>(row.content), version: row.version };
}
