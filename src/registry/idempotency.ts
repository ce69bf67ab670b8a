import type { Instant } from '../domain/clock';
import { fingerprint, randomToken } from './fingerprint';
import type { Database } from './transactions';

/** A request under an Idempotency-Key. */
export interface KeyedRequest {
  /** Id of the API key that asks. */
  readonly keyId: string;
  readonly operationId: string;
  /** The value of the Idempotency-Key header. */
  readonly value: string;
  /** Keyed HMAC of the parsed request. */
  readonly bodyHmac: string;
}

/** The right to carry out a request, until the lease ends. */
export interface Claim {
  readonly claim: string;
  /** The same for every run of this request. */
  readonly onceKey: string;
}

export type ClaimResult =
  | ({ readonly outcome: 'run' } & Claim)
  | {
      readonly outcome: 'replay';
      readonly onceKey: string;
      readonly status: number;
      readonly resourceId: string | null;
    }
  | { readonly outcome: 'other_body' }
  | { readonly outcome: 'running'; readonly retryAfterMs: number };

export interface Idempotency {
  /** Claims the first run of a request, or a run anew if an earlier one left no result within its lease. */
  claim(request: KeyedRequest, at: Instant): Promise<ClaimResult>;
  /** Keeps what the run answered: its status and what it made, nothing else. */
  finish(claim: string, result: { readonly status: number; readonly resourceId: string | null }): Promise<void>;
  /** The run had no effect: its key is free again, for another body too. */
  forget(claim: string): Promise<void>;
  /** Nobody knows how the run ended: the same request may run anew at once. */
  release(claim: string): Promise<void>;
}

const KEPT_MS = 24 * 60 * 60 * 1000;
/** Twice as long as the server lets a request take. */
const LEASE_MS = 60_000;
const SWEEP_EVERY_MS = 60 * 60 * 1000;

export function createIdempotency({ db }: Database): Idempotency {
  let sweptAt = -Infinity;

  /** No process is needed that does nothing else: whoever claims looks once an hour for what is too old. */
  async function sweep(at: Instant): Promise<void> {
    if (at - sweptAt < SWEEP_EVERY_MS) return;
    sweptAt = at;
    await db
      .deleteFrom('idempotency')
      .where('created_at', '<=', at - KEPT_MS)
      .execute();
  }

  return {
    async claim({ keyId, operationId, value, bodyHmac }, at) {
      await sweep(at);
      const claimed: Claim = { claim: randomToken(), onceKey: randomToken() };
      const fresh = {
        body_hmac: bodyHmac,
        once_key: claimed.onceKey,
        claim: claimed.claim,
        leased_until: at + LEASE_MS,
        status: null,
        resource_id: null,
        created_at: at,
      };
      const place = { key_id: keyId, operation_id: operationId, value_hash: fingerprint(value) };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('idempotency')
        .values({ ...place, ...fresh })
        .onConflict((conflict) => conflict.columns(['key_id', 'operation_id', 'value_hash']).doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 1n) return { outcome: 'run', ...claimed };

      const row = await db
        .selectFrom('idempotency')
        .select(['body_hmac', 'once_key', 'claim', 'leased_until', 'status', 'resource_id', 'created_at'])
        .where((where) => where.and(place))
        .executeTakeFirst();
      // Gone between the two statements: the run that had it was refused.
      if (!row) return { outcome: 'running', retryAfterMs: 0 };

      /** Only one of those who saw the row as it is gets it. */
      const take = async (changes: Partial<typeof fresh>): Promise<boolean> => {
        const { numUpdatedRows } = await db
          .updateTable('idempotency')
          .set(changes)
          .where('claim', '=', row.claim)
          .where('leased_until', '=', row.leased_until)
          .executeTakeFirst();
        return numUpdatedRows === 1n;
      };
      if (row.created_at <= at - KEPT_MS) {
        if (await take(fresh)) return { outcome: 'run', ...claimed };
        return { outcome: 'running', retryAfterMs: LEASE_MS };
      }
      if (row.body_hmac !== bodyHmac) return { outcome: 'other_body' };
      if (row.status !== null) {
        return { outcome: 'replay', onceKey: row.once_key, status: row.status, resourceId: row.resource_id };
      }
      if (row.leased_until > at) return { outcome: 'running', retryAfterMs: row.leased_until - at };
      if (await take({ claim: claimed.claim, leased_until: fresh.leased_until })) {
        return { outcome: 'run', claim: claimed.claim, onceKey: row.once_key };
      }
      return { outcome: 'running', retryAfterMs: LEASE_MS };
    },

    async finish(claim, { status, resourceId }) {
      await db
        .updateTable('idempotency')
        .set({ status, resource_id: resourceId, leased_until: 0 })
        .where('claim', '=', claim)
        .execute();
    },

    async forget(claim) {
      await db.deleteFrom('idempotency').where('claim', '=', claim).execute();
    },

    async release(claim) {
      await db.updateTable('idempotency').set({ leased_until: 0 }).where('claim', '=', claim).execute();
    },
  };
}
