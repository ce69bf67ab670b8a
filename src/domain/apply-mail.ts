import type { Instant } from './clock';
import type { OnboardingFacts } from './facts';
import type { Step } from './next-step';
import type { MailStep } from './outcomes';
import type { PlanStep, StepMarks } from './plan';
import { policyHours } from './policy';
import { FIRST_RETRY_MS, retryAfter } from './retry';
import { withOutcomes } from './verb-outcomes';
import { isExtra, overtaken } from './year';

/** A mail that asks for the consent. The first one begins the time in which it is awaited. */
export function applyConsentMail(
  facts: OnboardingFacts,
  step: Extract<Step, { kind: 'askForConsent' }>,
  outcome: MailStep,
  now: Instant,
): OnboardingFacts {
  const openedAt = facts.consent.openedAt ?? now;
  const marks = isExtra(step.mail) ? facts.consent.marks : marked(facts, facts.consent.marks, step, outcome);
  return applyMail(facts, step, outcome, now, { consent: { ...facts.consent, openedAt, marks } });
}

/** What became of a mail. `change`: what else follows from it, the mark of its step above all. */
export function applyMail(
  facts: OnboardingFacts,
  { mail }: { readonly mail: PlanStep },
  outcome: MailStep,
  now: Instant,
  change: Partial<OnboardingFacts>,
): OnboardingFacts {
  const changed = { ...facts, ...change };
  if (mail.lane === 'operator') return changed;
  if (mail.kind === 'notice' && outcome.outcome === 'done') return { ...changed, mailRetry: null };
  switch (outcome.outcome) {
    case 'done':
      return mailDone(
        { ...changed, mailRetry: null, hold: null, contactUnreachableSince: null },
        mail,
        'The mail was sent.',
      );
    case 'skipped':
      return mailDone({ ...changed, mailRetry: null, hold: null }, mail, NOT_SENT[outcome.reason ?? 'no_reason']);
    case 'contact_unreachable':
      return mailDone(
        { ...changed, mailRetry: null, hold: null, contactUnreachableSince: facts.contactUnreachableSince ?? now },
        mail,
        'No mail was sent: mails reach none of the contacts.',
      );
    case 'held': {
      if (isExtra(mail)) return mailDone(changed, mail, NOT_SENT.held);
      const { incidentId } = outcome;
      // Never at once, should the clocks differ; where days are short, their hours are too.
      const until = Math.max(outcome.until, now + Math.min(FIRST_RETRY_MS, policyHours(facts.policy, 1)));
      return { ...changed, mailRetry: null, hold: { incidentId, key: mail.key, until } };
    }
    case 'unverifiable':
      return { ...changed, mailRetry: retryAfter(facts.mailRetry, outcome, now) };
  }
}

/** Why a mail was not sent, for the operator who had asked for it. */
export const NOT_SENT = {
  opted_out: 'No mail was sent: the contact wants no reminders.',
  muted: 'No mail was sent: mails are muted.',
  snoozed: 'No mail was sent: the contact asked to be left alone for some days.',
  renewed: 'No mail was sent: the seller has consented meanwhile.',
  held: 'No mail was sent: an incident holds the mails. Ask again when it is over.',
  no_reason: 'No mail was sent: it was not needed any more.',
} as const;

/** If an operator asked for the mail, they are told what has become of it. */
function mailDone(facts: OnboardingFacts, mail: PlanStep, outcome: string): OnboardingFacts {
  const [extra, ...others] = facts.extraMails;
  if (!extra || !isExtra(mail)) return facts;
  return withOutcomes({ ...facts, extraMails: others }, [extra.auditId], outcome);
}

/** Overtaken steps are left out for good; the performed one is marked unless it has to be tried again. */
export function marked(
  { hold }: OnboardingFacts,
  marks: StepMarks,
  step: { readonly mail: PlanStep; readonly overtaken: readonly PlanStep[] },
  outcome: MailStep,
): StepMarks {
  const before = { ...marks, ...overtaken(step.overtaken, hold?.key) };
  // An alert is a row of our own: it was written, or it was not needed.
  if (step.mail.lane === 'operator')
    return { ...before, [step.mail.key]: outcome.outcome === 'done' ? 'done' : 'skipped' };
  switch (outcome.outcome) {
    case 'unverifiable':
    case 'held':
      return before;
    case 'skipped':
      return { ...before, [step.mail.key]: outcome.reason ?? 'skipped' };
    case 'done':
      return { ...before, [step.mail.key]: 'done' };
    case 'contact_unreachable':
      return { ...before, [step.mail.key]: 'undelivered' };
  }
}
