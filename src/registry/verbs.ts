import { recordAudit } from './audit';
import { randomId } from './fingerprint';
import { stopAccess } from './grant-ending';
import { lockOnboarding, lockOpenOnboarding } from './onboarding-row';
import type { Verb, Verbs } from './registry';
import type { Database } from './transactions';

const VERBS: readonly string[] = ['disconnect', 'refresh', 'dispute'] satisfies readonly Verb[];

export function createVerbs(database: Database): Verbs {
  return {
    request: ({ onboardingId, verb, actor, reason }, at) =>
      database.write(async (tx) => {
        if (!(await lockOpenOnboarding(tx, onboardingId))) return undefined;
        if (verb === 'disconnect') await stopAccess(tx, onboardingId, at);
        const auditId = await recordAudit(tx, { onboardingId, action: verb, actor, reason }, at);
        await tx.enqueue({ kind: 'factsChanged', onboardingId, fact: 'verb', ref: auditId, revision: 0 }, at);
        return { auditId };
      }),

    async read(onboardingId, auditId) {
      const row = await database.db
        .selectFrom('audit')
        .select('action')
        .where('audit_id', '=', auditId)
        .where('onboarding_id', '=', onboardingId)
        .executeTakeFirst();
      return row && isVerb(row.action) ? { verb: row.action } : undefined;
    },

    declare: ({ onboardingId, verb, actor, reason, updateId }, at) =>
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
          })
          .onConflict((conflict) =>
            conflict.columns(['onboarding_id', 'update_id']).where('update_id', 'is not', null).doNothing(),
          )
          .executeTakeFirstOrThrow();
        if (inserted === 1n && verb === 'disconnect') await stopAccess(tx, onboardingId, at);
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

function isVerb(action: string): action is Verb {
  return VERBS.includes(action);
}
