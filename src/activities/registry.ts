import type { Clock } from '../domain/clock';
import { planYear } from '../domain/plan-year';
import { RUNBOOK_PATH } from '../domain/runbook';
import type { Registry } from '../registry/registry';
import type { OnboardingActivities } from './onboarding-activities';

export interface RegistryActivitiesDeps {
  readonly registry: Registry;
  readonly clock: Clock;
  /** Where the runbook is published; left out, details name its path in the repository. */
  readonly runbook?: string;
}

type RegistryActivities = Pick<OnboardingActivities, 'planYear' | 'readStanding' | 'takeVerb' | 'close' | 'publish'>;

/** What the process does on our own data. */
export function createRegistryActivities({
  registry,
  clock,
  runbook = RUNBOOK_PATH,
}: RegistryActivitiesDeps): RegistryActivities {
  return {
    async planYear({ onboardingId, grantRef, plannedAt }) {
      const grant = await registry.grants.find(onboardingId, grantRef);
      if (!grant || grant.generation === null || grant.expiresAt === null)
        throw new Error('Only a grant in force is planned');
      const policy = await registry.policies.current();
      const contact = await registry.contacts.forRole(onboardingId, 'seller');
      const earlier = await registry.grants.plan(onboardingId);
      const { generation, expiresAt } = grant;
      const zone = contact?.timeZone ?? 'UTC';
      const plan = planYear({ generation, expiresAt }, policy, zone, plannedAt, earlier?.plan);
      await registry.grants.savePlan(onboardingId, plan);
      return { plan, policy };
    },

    async takeVerb({ onboardingId, verb }) {
      if (verb.source === 'registry') {
        const read = await registry.verbs.read(onboardingId, verb.auditId);
        return read ? { ...read, auditId: verb.auditId } : null;
      }
      const { verb: name, updateId, actor, reason, detail = null, askedAt } = verb;
      const declared = { onboardingId, verb: name, updateId, actor, reason, detail };
      const { auditId } = await registry.verbs.declare(declared, clock.now());
      return { verb: name, auditId, detail, ...(askedAt !== undefined && { askedAt }) };
    },

    async readStanding({ onboardingId, grantRef }) {
      const standing = await registry.grants.standing(onboardingId);
      if (standing?.grantRef !== grantRef) return null;
      return { suspectedSince: standing.suspectedSince, revokedAt: standing.revokedAt };
    },

    close: ({ onboardingId }) => registry.onboardings.close(onboardingId, clock.now()),

    async publish(publication) {
      const result = await registry.onboardings.publish(publication);
      return runbook === RUNBOOK_PATH ? result : { ...result, runbook };
    },
  };
}
