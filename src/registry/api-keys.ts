import type { Instant } from '../domain/clock';
import { fingerprint, randomId, randomToken } from './fingerprint';
import { fromJson, toJson } from './json-column';
import type { ApiKeys, Scope } from './registry';
import type { Database } from './transactions';

/** Lets secret scanners and people see what a leaked string is. */
const PREFIX = 'eg_';

export function createApiKeys(database: Database): ApiKeys {
  const { db } = database;
  return {
    async create({ name, scopes, merchantIds }, at) {
      const secret = PREFIX + randomToken();
      const row = newRow(fingerprint(secret), name, scopes, merchantIds, at);
      await db.insertInto('api_keys').values(row).execute();
      return { keyId: row.key_id, secret };
    },

    ensure: (secret, { name, scopes }, at) =>
      database.write(async (tx) => {
        const hash = fingerprint(secret.reveal());
        await tx.db
          .insertInto('api_keys')
          .values(newRow(hash, name, scopes, null, at))
          .onConflict((conflict) => conflict.column('secret_hash').doNothing())
          .execute();
        await tx.db
          .updateTable('api_keys')
          .set({ revoked_at: at })
          .where('name', '=', name)
          .where('secret_hash', '!=', hash)
          .where('revoked_at', 'is', null)
          .execute();
        const { key_id: keyId } = await tx.db
          .selectFrom('api_keys')
          .select('key_id')
          .where('secret_hash', '=', hash)
          .executeTakeFirstOrThrow();
        return { keyId };
      }),

    /** Found by the hash of the whole secret: how long the search takes tells nothing about a secret that is not known. */
    async authenticate(secret) {
      const row = await db
        .selectFrom('api_keys')
        .select(['key_id', 'name', 'scopes', 'merchant_ids'])
        .where('secret_hash', '=', fingerprint(secret))
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return (
        row && {
          keyId: row.key_id,
          name: row.name,
          scopes: fromJson(row.scopes),
          merchantIds: row.merchant_ids === null ? null : fromJson(row.merchant_ids),
        }
      );
    },
  };
}

function newRow(
  hash: string,
  name: string,
  scopes: readonly Scope[],
  merchantIds: readonly string[] | null,
  at: Instant,
) {
  return {
    key_id: randomId('key'),
    secret_hash: hash,
    name,
    scopes: toJson(scopes),
    merchant_ids: merchantIds && toJson(merchantIds),
    created_at: at,
  };
}
