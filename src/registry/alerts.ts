import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { Alert, AlertCode } from '../domain/alerts';
import type { Instant } from '../domain/clock';
import { randomId } from './fingerprint';
import { fromJson, toJson } from './json-column';
import type { AlertsTable } from './schema';
import type { Database, Tx } from './transactions';

/** The ways in which an operator is told. */
export const ALERT_CHANNELS = ['mail', 'webhook'] as const;
export type AlertChannel = (typeof ALERT_CHANNELS)[number];

/** `off`: that way was not configured when its turn came. `given_up`: it was tried for days. */
export type AlertStanding = 'pending' | 'delivered' | 'off' | 'given_up';

export interface RaisedAlert {
  readonly alertId: string;
  readonly code: AlertCode;
  readonly onboardingId: string | null;
  readonly params: Readonly<Record<string, string>>;
  readonly raisedAt: Instant;
}

/** An alert that is to be told in one way now. */
export interface ClaimedAlert extends RaisedAlert {
  readonly channel: AlertChannel;
  /** How often it was given back. */
  readonly attempts: number;
}

export interface Alerts {
  /** Raises an alert unless one of its code with its dedupe key exists. */
  raise(alert: Alert, at: Instant): Promise<void>;
  /** Claims what is to be told, with a lease, oldest first. */
  claim(owner: string, limit: number, leaseMs: number, at: Instant): Promise<readonly ClaimedAlert[]>;
  /** Says how telling it in this way ended. */
  settle(
    alertId: string,
    channel: AlertChannel,
    standing: Exclude<AlertStanding, 'pending'>,
    at: Instant,
  ): Promise<void>;
  /** Gives a claimed one back, to be tried from `at` on. */
  release(alertId: string, channel: AlertChannel, at: Instant): Promise<void>;
  /** The newest ones, of one onboarding if it is named. */
  list(query: { readonly onboardingId?: string; readonly limit: number }): Promise<
    readonly (RaisedAlert & {
      readonly told: Readonly<Record<AlertChannel, AlertStanding>>;
    })[]
  >;
}

/** Raises an alert, unless one of its code with its dedupe key exists. Belongs into the transaction of its cause. */
export async function raiseAlert(tx: Tx, alert: Alert, at: Instant): Promise<void> {
  const { code, dedupeKey, onboardingId, params } = alert;
  const alert_id = randomId('alr');
  const { numInsertedOrUpdatedRows: raised } = await tx.db
    .insertInto('alerts')
    .values({
      alert_id,
      code,
      dedupe_key: dedupeKey,
      onboarding_id: onboardingId,
      params: toJson<Readonly<Record<string, string>>>(params),
      raised_at: at,
    })
    .onConflict((conflict) => conflict.columns(['code', 'dedupe_key']).doNothing())
    .executeTakeFirstOrThrow();
  if (raised !== 1n) return;
  await tx.db
    .insertInto('alert_deliveries')
    .values(ALERT_CHANNELS.map((channel) => ({ alert_id, channel, standing: 'pending', attempts: 0, due_at: at })))
    .execute();
}

interface DueRow {
  readonly alert_id: string;
  readonly channel: string;
  readonly attempts: number;
}

export function createAlerts(database: Database): Alerts {
  const { db, dialect } = database;
  return {
    raise: (alert, at) => database.write((tx) => raiseAlert(tx, alert, at)),

    async claim(owner, limit, leaseMs, at) {
      // The idle case must not take SQLite's write lock.
      const { rows: due } = await dueDeliveries(at, 1).execute(db);
      if (due.length === 0) return [];
      const skipLocked = dialect === 'postgres' ? sql`for update of d skip locked` : sql``;
      const { rows } = await sql<DueRow>`
        with due as materialized (${dueDeliveries(at, limit)} ${skipLocked})
        update alert_deliveries set owner = ${owner}, leased_until = ${at + leaseMs}
        where (alert_id, channel) in (select alert_id, channel from due)
        returning alert_id, channel, attempts`.execute(db);
      if (rows.length === 0) return [];
      const alerts = await db
        .selectFrom('alerts')
        .selectAll()
        .where(
          'alert_id',
          'in',
          rows.map(({ alert_id }) => alert_id),
        )
        .orderBy('raised_at')
        .execute();
      return alerts.flatMap((alert) =>
        rows
          .filter(({ alert_id }) => alert_id === alert.alert_id)
          .map(({ channel, attempts }) => ({ ...raised(alert), channel: channel as AlertChannel, attempts })),
      );
    },

    async settle(alertId, channel, standing, at) {
      await db
        .updateTable('alert_deliveries')
        .set({ standing, finished_at: at, owner: null, leased_until: null })
        .where('alert_id', '=', alertId)
        .where('channel', '=', channel)
        .where('standing', '=', 'pending')
        .execute();
    },

    async release(alertId, channel, at) {
      await db
        .updateTable('alert_deliveries')
        .set((builder) => ({ attempts: builder('attempts', '+', 1), owner: null, leased_until: null, due_at: at }))
        .where('alert_id', '=', alertId)
        .where('channel', '=', channel)
        .where('standing', '=', 'pending')
        .execute();
    },

    async list({ onboardingId, limit }) {
      let alerts = db.selectFrom('alerts').selectAll();
      if (onboardingId !== undefined) alerts = alerts.where('onboarding_id', '=', onboardingId);
      const rows = await alerts.orderBy('raised_at', 'desc').orderBy('alert_id', 'desc').limit(limit).execute();
      if (rows.length === 0) return [];
      const deliveries = await db
        .selectFrom('alert_deliveries')
        .select(['alert_id', 'channel', 'standing'])
        .where(
          'alert_id',
          'in',
          rows.map(({ alert_id }) => alert_id),
        )
        .execute();
      const standingOf = (alertId: string, channel: AlertChannel) =>
        (deliveries.find((row) => row.alert_id === alertId && row.channel === channel)?.standing ??
          'pending') as AlertStanding;
      return rows.map((row) => ({
        ...raised(row),
        told: { mail: standingOf(row.alert_id, 'mail'), webhook: standingOf(row.alert_id, 'webhook') },
      }));
    },
  };
}

function raised(row: Selectable<AlertsTable>): RaisedAlert {
  return {
    alertId: row.alert_id,
    code: row.code as AlertCode,
    onboardingId: row.onboarding_id,
    params: fromJson(row.params),
    raisedAt: row.raised_at,
  };
}

/** One that was never tried is due at once: the clock that it was raised by may be ahead of ours. */
function dueDeliveries(at: Instant, limit: number): RawBuilder<{ alert_id: string; channel: string }> {
  return sql`
    select d.alert_id, d.channel from alert_deliveries d
    where d.standing = 'pending' and (d.attempts = 0 or d.due_at <= ${at})
      and (d.leased_until is null or d.leased_until <= ${at})
    order by d.due_at limit ${limit}`;
}
