import { isoInstant, type Instant } from '../domain/clock';
import { raiseAlert } from './alerts';
import { raiseHouseEvent } from './events';
import type { Database } from './transactions';

/** The client secrets of our Amazon application, known by their fingerprints. */
export interface AppSecrets {
  /** Since when we have this one: from `since` if that is given, else from when it was first seen, which is now at the latest. */
  note(fingerprint: string, since: Instant | null, at: Instant): Promise<Instant>;
  /** Tells operators and backends, once for each `step`, that this one must be rotated. */
  warn(
    warning: {
      readonly fingerprint: string;
      readonly step: number;
      readonly daysLeft: number;
      readonly expiresAt: Instant;
    },
    at: Instant,
  ): Promise<void>;
}

export function createAppSecrets(database: Database): AppSecrets {
  return {
    note: (fingerprint, since, at) =>
      database.write(async (tx) => {
        const known = since === null ? {} : { since_at: since };
        const row = await tx.db
          .insertInto('app_secrets')
          .values({ fingerprint, since_at: since ?? at })
          .onConflict((conflict) => conflict.column('fingerprint').doUpdateSet({ fingerprint, ...known }))
          .returning('since_at')
          .executeTakeFirstOrThrow();
        return row.since_at;
      }),

    warn: ({ fingerprint, step, daysLeft, expiresAt }, at) =>
      database.write(async (tx) => {
        const dedupeKey = `${fingerprint}/${step}`;
        const known = await tx.db
          .selectFrom('alerts')
          .select('alert_id')
          .where('code', '=', 'app_secret_expiring')
          .where('dedupe_key', '=', dedupeKey)
          .executeTakeFirst();
        if (known) return;
        const expires = isoInstant(expiresAt);
        const params = { daysLeft: String(daysLeft), expiresOn: expires.slice(0, 10) };
        await raiseAlert(tx, { code: 'app_secret_expiring', dedupeKey, onboardingId: null, params }, at);
        await raiseHouseEvent(tx, 'app_secret.expiring', { expiresAt: expires, daysLeft }, at);
      }),
  };
}
