import { setTimeout as delay } from 'node:timers/promises';
import Libsql from 'libsql';
import { openSqlite } from '../../src/registry/sqlite';

/** The registry's rows of one onboarding, as they are on disk at this moment. */
export interface RegistryRows {
  readonly grants: readonly { readonly ref: string; readonly status: string; readonly generation: number | null }[];
  readonly refreshTokens: number;
  readonly events: readonly string[];
  readonly outbox: number;
  readonly mails: readonly { readonly messageId: string; readonly step: string; readonly generation: number }[];
  readonly attempts: readonly { readonly consentId: string; readonly outcome: string }[];
  readonly storesReady: number;
  readonly projection:
    | { readonly stage: string; readonly waitingOn: string; readonly stateVersion: number; readonly generation: number }
    | undefined;
}

export interface Life {
  readonly stage: string;
  /** In force; 0 before the first grant. */
  readonly generation: number;
  /** In the order in which they were recorded; a step that was sent to two contacts is here twice. */
  readonly mails: readonly { readonly messageId: string; readonly step: string; readonly generation: number }[];
  /** Steps of the years of which it is written down what became of them. */
  readonly marks: readonly { readonly step: string; readonly generation: number }[];
}

export interface RegistryView {
  rows(onboardingId: string): Promise<RegistryRows>;
  /** Where every onboarding stands, by its id. */
  lives(): Promise<ReadonlyMap<string, Life>>;
  /** Takes the database's write lock: whoever wants to commit waits until the returned function is called. */
  lock(): Promise<() => void>;
  close(): Promise<void>;
}

/** Looks into the database file beside the processes that work on it. */
export function openRegistryView(path: string): RegistryView {
  const db = openSqlite(path);
  const locker = new Libsql(path, { timeout: 0 });
  return {
    async rows(onboardingId) {
      const grants = await db.selectFrom('grants').selectAll().where('onboarding_id', '=', onboardingId).execute();
      const secrets = await db
        .selectFrom('vault')
        .select('purpose')
        .where('onboarding_id', '=', onboardingId)
        .where('purpose', '=', 'refresh_token')
        .execute();
      const events = await db
        .selectFrom('events')
        .select('type')
        .where('onboarding_id', '=', onboardingId)
        .orderBy('position')
        .execute();
      const outbox = await db.selectFrom('outbox').select('task').where('onboarding_id', '=', onboardingId).execute();
      const mails = await db.selectFrom('mails').selectAll().where('onboarding_id', '=', onboardingId).execute();
      const attempts = await db.selectFrom('attempts').selectAll().where('onboarding_id', '=', onboardingId).execute();
      const stores = await db.selectFrom('stores').selectAll().where('onboarding_id', '=', onboardingId).execute();
      const projection = await db
        .selectFrom('projections')
        .selectAll()
        .where('onboarding_id', '=', onboardingId)
        .executeTakeFirst();
      return {
        grants: grants.map(({ grant_ref: ref, status, generation }) => ({ ref, status, generation })),
        refreshTokens: secrets.length,
        events: events.map(({ type }) => type),
        outbox: outbox.length,
        mails: mails.map(({ message_id: messageId, step, generation }) => ({ messageId, step, generation })),
        attempts: attempts.map(({ consent_id: consentId, outcome }) => ({ consentId, outcome })),
        storesReady: stores.filter(({ ready_at: readyAt }) => readyAt !== null).length,
        projection: projection && {
          stage: projection.stage,
          waitingOn: projection.waiting_on,
          stateVersion: projection.state_version,
          generation: projection.generation,
        },
      };
    },
    async lives() {
      const standings = await db.selectFrom('projections').select(['onboarding_id', 'stage', 'generation']).execute();
      const mails = await db.selectFrom('mails').selectAll().orderBy('sent_at').execute();
      const marks = await db.selectFrom('plan_marks').select(['onboarding_id', 'generation', 'step_key']).execute();
      const lives = new Map(
        standings.map(({ onboarding_id: onboardingId, stage, generation }) => [
          onboardingId,
          { stage, generation, mails: [] as Life['mails'][number][], marks: [] as Life['marks'][number][] },
        ]),
      );
      for (const { onboarding_id: onboardingId, message_id: messageId, step, generation } of mails) {
        lives.get(onboardingId)?.mails.push({ messageId, step, generation });
      }
      for (const { onboarding_id: onboardingId, step_key: step, generation } of marks) {
        lives.get(onboardingId)?.marks.push({ step, generation });
      }
      return lives;
    },
    async lock() {
      // Asked again and again instead of waited for: libsql waits on this process's only thread.
      for (;;) {
        try {
          locker.exec('begin immediate');
          return () => locker.exec('rollback');
        } catch (error) {
          if (!(error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY')) throw error;
        }
        await delay(1);
      }
    },
    async close() {
      locker.close();
      await db.destroy();
    },
  };
}
