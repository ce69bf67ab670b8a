import type { Instant } from '../domain/clock';
import { isVerb, type Verb, type VerbDetail } from '../domain/verbs';
import { raiseAlert } from './alerts';
import { recordAudit } from './audit';
import { disconnectFinalAt } from './disconnect-end';
import { randomId } from './fingerprint';
import { restoreAccess, stopAccess } from './grant-ending';
import { fromJson, toJson } from './json-column';
import { lockOnboarding, lockOpenOnboarding } from './onboarding-row';
import type { Database, Tx } from './transactions';

/** Who asks what of an onboarding, and why. */
export interface VerbRequest {
  readonly onboardingId: string;
  readonly verb: Verb;
  readonly actor: string;
  readonly reason: string;
  readonly detail?: VerbDetail | null;
}

/** A verb as the process reads it. */
export interface ReadVerb {
  readonly verb: Verb;
  readonly detail: VerbDetail | null;
  readonly askedAt: Instant;
}

export interface Verbs {
  /** Writes the audit row and the outbox row `factsChanged{kind: verb}`. Undefined for an unknown or closed onboarding. */
  request(input: VerbRequest, at: Instant): Promise<{ readonly auditId: string } | undefined>;
  /** Reads a verb, if its row belongs to this onboarding. */
  read(onboardingId: string, auditId: string): Promise<ReadVerb | undefined>;
  /** Audits a verb that came as an update (self-declared) and returns its row. */
  declare(input: VerbRequest & { readonly updateId: string }, at: Instant): Promise<{ readonly auditId: string }>;
}

export function createVerbs(database: Database): Verbs {
  return {
    request: ({ onboardingId, verb, actor, reason, detail = null }, at) =>
      database.write(async (tx) => {
        if (!(await lockOpenOnboarding(tx, onboardingId))) return undefined;
        await changeAccess(tx, onboardingId, verb, at);
        const auditId = await recordAudit(tx, { onboardingId, action: verb, actor, reason, detail }, at);
        if (verb === 'dispute')
          await raiseAlert(tx, { code: 'consent_disputed', dedupeKey: auditId, onboardingId, params: {} }, at);
        await tx.enqueue({ kind: 'factsChanged', onboardingId, fact: 'verb', ref: auditId, revision: 0 }, at);
        return { auditId };
      }),

    async read(onboardingId, auditId) {
      const row = await database.db
        .selectFrom('audit')
        .select(['action', 'detail', 'created_at'])
        .where('audit_id', '=', auditId)
        .where('onboarding_id', '=', onboardingId)
        .executeTakeFirst();
      if (!row || !isVerb(row.action)) return undefined;
      return { verb: row.action, detail: row.detail && fromJson(row.detail), askedAt: row.created_at };
    },

    declare: ({ onboardingId, verb, actor, reason, updateId, detail = null }, at) =>
      database.write(async (tx) => {
        await lockOnboarding(tx, onboardingId);
        const { numInsertedOrUpdatedRows: inserted } = await tx.db
          .insertInto('audit')
          .values({
            audit_id: randomId('aud'),
            onboarding_id: onboardingId,
            action: verb,
            actor,
            reason,
            source: 'self_declared',
            update_id: updateId,
            created_at: at,
            detail: detail && toJson(detail),
          })
          .onConflict((conflict) =>
            conflict.columns(['onboarding_id', 'update_id']).where('update_id', 'is not', null).doNothing(),
          )
          .executeTakeFirstOrThrow();
        if (inserted === 1n) await changeAccess(tx, onboardingId, verb, at);
        const { audit_id: auditId } = await tx.db
          .selectFrom('audit')
          .select('audit_id')
          .where('onboarding_id', '=', onboardingId)
          .where('update_id', '=', updateId)
          .executeTakeFirstOrThrow();
        return { auditId };
      }),
  };
}

/**
 * Access ends and comes back with the request, also while the process has not yet taken it in. It does not come back once
 * the disconnect is final, also while the process has not yet come to that.
 */
async function changeAccess(tx: Tx, onboardingId: string, verb: Verb, at: Instant): Promise<void> {
  if (verb === 'disconnect') await stopAccess(tx, onboardingId, at);
  if (verb !== 'undo_disconnect') return;
  const finalAt = await disconnectFinalAt(tx.db, onboardingId);
  if (finalAt !== null && at < finalAt) await restoreAccess(tx, onboardingId, at);
}
