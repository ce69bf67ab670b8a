import type { Instant } from './clock';
import type { OnboardingFacts } from './facts';
import { extraStep, overtaken } from './year';

/** What time alone decides: steps and mails that will not be performed any more are recorded as such. Pure. */
export function settled(facts: OnboardingFacts, now: Instant): OnboardingFacts {
  return withoutPointlessMails(withoutLateSteps(facts, now), now);
}

/** A step of before the expiry that was not performed by then would come on its wrong side. */
function withoutLateSteps(facts: OnboardingFacts, now: Instant): OnboardingFacts {
  const { grant, plan, marks, hold } = facts;
  if (!grant || !plan || now < grant.expiresAt) return facts;
  const late = plan.steps.filter(({ key, kind }) => kind !== 'expired' && marks[key] === undefined);
  if (late.length === 0) return facts;
  return { ...facts, marks: { ...marks, ...overtaken(late, hold?.key) } };
}

/** An operator asked for a mail, and meanwhile there is nothing left to ask of the seller. */
function withoutPointlessMails(facts: OnboardingFacts, now: Instant): OnboardingFacts {
  const pointless = facts.extraMails.filter(({ auditId }) => extraStep(facts, auditId, now) === null);
  if (pointless.length === 0) return facts;
  return {
    ...facts,
    extraMails: facts.extraMails.filter((mail) => !pointless.includes(mail)),
    verbOutcomes: [
      ...facts.verbOutcomes,
      ...pointless.map(({ auditId }) => ({
        auditId,
        outcome: 'No mail was sent: nothing is asked of the seller any more.',
      })),
    ],
  };
}
