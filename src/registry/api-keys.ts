import type { Selectable } from 'kysely';
import type { Instant } from '../domain/clock';
import type { Scope } from '../domain/scopes';
import type { Secret } from '../domain/secret';
import { recordAudit } from './audit';
import { fingerprint, randomId, randomToken } from './fingerprint';
import { fromJson, toJson } from './json-column';
import type { ApiKeysTable } from './schema';
import { beyond, pageOf, type TimedPosition } from './timed-page';
import type { Database } from './transactions';

export interface ApiKey {
  readonly keyId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null: all merchants. */
  readonly merchantIds: readonly string[] | null;
}

/** A key as it is listed, whether it still works or not. */
export interface ApiKeyView extends ApiKey {
  readonly createdAt: Instant;
  readonly revokedAt: Instant | null;
}

export interface ApiKeys {
  /** Makes a key and returns its secret, once. `actor`: who asked. */
  create(
    input: {
      readonly name: string;
      readonly scopes: readonly Scope[];
      readonly merchantIds: readonly string[] | null;
      readonly actor: string;
    },
    at: Instant,
  ): Promise<{ readonly keyId: string; readonly secret: string }>;
  find(keyId: string): Promise<ApiKeyView | undefined>;
  /** Oldest first, revoked ones too. */
  list(query: {
    readonly after?: TimedPosition;
    readonly limit: number;
  }): Promise<{ readonly items: readonly ApiKeyView[]; readonly next: TimedPosition | null }>;
  /** Ends a key for good. Undefined for an unknown one; one that is revoked stays as it is. */
  revoke(keyId: string, actor: string, at: Instant): Promise<ApiKeyView | undefined>;
  /**
   * Registers a key whose secret is given from outside (a file), idempotently by its hash, in place of others of its name:
   * a secret that has leaked must end with its replacement. One that was revoked stays so.
   */
  ensure(
    secret: Secret,
    input: { readonly name: string; readonly scopes: readonly Scope[] },
    at: Instant,
  ): Promise<{ readonly keyId: string }>;
  /** Undefined for an unknown or revoked secret. */
  authenticate(secret: string): Promise<ApiKey | undefined>;
}

/** Lets secret scanners and people see what a leaked string is. */
const PREFIX = 'eg_';

export function createApiKeys(database: Database): ApiKeys {
  const { db } = database;
  return {
    create: ({ name, scopes, merchantIds, actor }, at) =>
      database.write(async (tx) => {
        const secret = PREFIX + randomToken();
        const row = newRow(fingerprint(secret), name, scopes, merchantIds, at);
        await tx.db.insertInto('api_keys').values(row).execute();
        await recordAudit(tx, { ...ofNoOnboarding, action: 'create_api_key', actor, subject: row.key_id }, at);
        return { keyId: row.key_id, secret };
      }),

    async find(keyId) {
      const row = await db.selectFrom('api_keys').selectAll().where('key_id', '=', keyId).executeTakeFirst();
      return row && viewOf(row);
    },

    async list({ after, limit }) {
      let query = db.selectFrom('api_keys').selectAll();
      if (after !== undefined) query = query.where(beyond(['created_at', 'key_id'], 'later', after));
      const rows = await query
        .orderBy('created_at')
        .orderBy('key_id')
        .limit(limit + 1)
        .execute();
      return pageOf(rows, limit, viewOf, ({ created_at: at, key_id: id }) => ({ at, id }));
    },

    revoke: (keyId, actor, at) =>
      database.write(async (tx) => {
        const { numUpdatedRows } = await tx.db
          .updateTable('api_keys')
          .set({ revoked_at: at })
          .where('key_id', '=', keyId)
          .where('revoked_at', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 1n) {
          await recordAudit(tx, { ...ofNoOnboarding, action: 'revoke_api_key', actor, subject: keyId }, at);
        }
        const row = await tx.db.selectFrom('api_keys').selectAll().where('key_id', '=', keyId).executeTakeFirst();
        return row && viewOf(row);
      }),

    ensure: (secret, { name, scopes }, at) =>
      database.write(async (tx) => {
        const hash = fingerprint(secret.reveal());
        const made = await tx.db
          .insertInto('api_keys')
          .values(newRow(hash, name, scopes, null, at))
          .onConflict((conflict) => conflict.column('secret_hash').doNothing())
          .returning('key_id')
          .execute();
        const ended = await tx.db
          .updateTable('api_keys')
          .set({ revoked_at: at })
          .where('name', '=', name)
          .where('secret_hash', '!=', hash)
          .where('revoked_at', 'is', null)
          .returning('key_id')
          .execute();
        const audit = (action: string, subject: string) =>
          recordAudit(tx, { ...ofNoOnboarding, action, actor: 'configuration', subject }, at);
        for (const row of made) await audit('create_api_key', row.key_id);
        for (const row of ended) await audit('revoke_api_key', row.key_id);
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
      return row && keyOf(row);
    },
  };
}

/** What the audit says of a key is about no onboarding, and asks for no reason. */
const ofNoOnboarding = { onboardingId: null, reason: '' };

function keyOf(row: Pick<Selectable<ApiKeysTable>, 'key_id' | 'name' | 'scopes' | 'merchant_ids'>): ApiKey {
  return {
    keyId: row.key_id,
    name: row.name,
    scopes: fromJson(row.scopes),
    merchantIds: row.merchant_ids === null ? null : fromJson(row.merchant_ids),
  };
}

function viewOf(row: Selectable<ApiKeysTable>): ApiKeyView {
  return { ...keyOf(row), createdAt: row.created_at, revokedAt: row.revoked_at };
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
