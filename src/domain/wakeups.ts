import type { Instant } from './clock';
import type { GrantFacts, OnboardingFacts } from './facts';
import { upcomingStep, type PlanStep } from './plan';
import {
  candidateKeptUntil,
  consentAgenda,
  consentBlockedOnOperator,
  consentLapsed,
  consentLapsesAt,
  disconnectFinalAt,
  joiningAt,
  keyIsValid,
  mailsHeldUntil,
  someStoreIsReady,
  storesToJoin,
  storesWaitingForCommerce,
} from './readiness';

import { isExtra, probeAt, snoozeOf, stepsInPlay } from './year';

/** An instant at which the process looks again, and why, in words for the timeline of the Temporal UI. */
export interface Wakeup {
  /** Stable name of the reason; for a planned mail the key of its step. */
  readonly key: string;
  readonly at: Instant;
  readonly label: string;
}

/** The earliest instant that matters; null if only a message can change anything. */
export function nextWakeup(facts: OnboardingFacts, now: Instant): Wakeup | null {
  const ahead = wakeups(facts, now).filter((wakeup) => wakeup.at > now);
  return ahead.reduce<Wakeup | null>(
    (first, wakeup) => (first === null || wakeup.at < first.at ? wakeup : first),
    null,
  );
}

function wakeups(facts: OnboardingFacts, now: Instant): readonly Wakeup[] {
  if (facts.disconnect) {
    return [
      {
        key: 'disconnect-final',
        at: disconnectFinalAt(facts, facts.disconnect.at),
        label: 'The disconnect becomes final',
      },
    ];
  }
  return [
    ...ofCandidate(facts),
    ...ofKey(facts),
    ...ofStores(facts, now),
    ...ofJoining(facts),
    ...(facts.grant ? ofYear(facts, facts.grant, now) : ofConsent(facts, now)),
  ];
}

function ofCandidate(facts: OnboardingFacts): readonly Wakeup[] {
  const { candidate } = facts;
  if (!candidate) return [];
  const kept: Wakeup = {
    key: 'candidate-dropped',
    at: candidateKeptUntil(facts, candidate),
    label: 'The consent that could not be used is dropped',
  };
  if (candidate.askAt === null) return [kept];
  return [kept, { key: 'ask-amazon', at: candidate.askAt, label: 'Ask Amazon about the consent again' }];
}

function ofKey({ apiKey }: OnboardingFacts): readonly Wakeup[] {
  if ((apiKey.verdict && !apiKey.recheckWanted) || !apiKey.retry) return [];
  return [{ key: 'ask-gateway', at: apiKey.retry.at, label: 'Check the Commerce API key again' }];
}

function ofStores(facts: OnboardingFacts, now: Instant): readonly Wakeup[] {
  if (facts.connection.revision === 0 || facts.connection.refusal || !(facts.grant || keyIsValid(facts))) return [];
  const retry = facts.connection.retry;
  if (retry && storesWaitingForCommerce(facts, now).length > 0)
    return [{ key: 'ask-commerce', at: retry.at, label: 'Ask the Commerce instance again' }];
  return facts.stores.flatMap((store) =>
    store.lookAgainAt === null
      ? []
      : [{ key: 'look-again', at: store.lookAgainAt, label: `Look at store ${store.storeId} again` }],
  );
}

function ofJoining(facts: OnboardingFacts): readonly Wakeup[] {
  const at = joiningAt(facts);
  if (at === null) return [];
  const ids = storesToJoin(facts).map(({ storeId }) => storeId);
  return [{ key: 'ask-participation', at, label: `Ask Amazon again about store ${ids.join(', ')}` }];
}

function ofConsent(facts: OnboardingFacts, now: Instant): readonly Wakeup[] {
  const lapsesAt = consentLapsesAt(facts);
  if (lapsesAt === null || consentLapsed(facts, now) || !someStoreIsReady(facts)) return [];
  const lapse: Wakeup = { key: 'consent-lapses', at: lapsesAt, label: 'The invitation lapses' };
  if (consentBlockedOnOperator(facts)) return [lapse];
  return [lapse, ...ofMails(facts, consentAgenda(facts, now), facts.consent.marks, now)];
}

function ofYear(facts: OnboardingFacts, { expiresAt }: GrantFacts, now: Instant): readonly Wakeup[] {
  if (!facts.plan) return [];
  const steps = stepsInPlay(facts, now);
  const isOver = now >= expiresAt && !steps.some(({ key }) => facts.marks[key] === undefined);
  const askAt = probeAt(facts);
  return [
    { key: 'expiry', at: expiresAt, label: 'The authorization expires' },
    ...(askAt === null ? [] : [{ key: 'probe', at: askAt, label: 'Ask Amazon whether the authorization still lives' }]),
    ...(isOver && facts.extraMails.length === 0 ? [] : ofMails(facts, steps, facts.marks, now)),
  ];
}

/** The next mail, and what holds back those that are due. */
function ofMails(
  facts: OnboardingFacts,
  steps: readonly PlanStep[],
  marks: OnboardingFacts['marks'],
  now: Instant,
): readonly Wakeup[] {
  const wakeups: Wakeup[] = [];
  const upcoming = upcomingStep(steps, marks, now);
  if (upcoming)
    wakeups.push({ key: upcoming.key, at: upcoming.at, label: labelOf(upcoming, steps, snoozeOf(facts, upcoming)) });
  if (facts.hold)
    wakeups.push({
      key: 'mail-held',
      at: facts.hold.until,
      label: 'Look again whether an incident still holds the mail',
    });
  if (facts.mailRetry) wakeups.push({ key: 'mail-again', at: facts.mailRetry.at, label: 'Hand the mail over again' });
  const heldUntil = mailsHeldUntil(facts);
  if (heldUntil !== null)
    wakeups.push({ key: 'mails-released', at: heldUntil, label: 'Mails no longer wait for the verdict' });
  return wakeups;
}

/** "Reminder 1 of 3: 30 days before expiry". Says so where the mail will be left out. */
export function labelOf(step: PlanStep, steps: readonly PlanStep[], snoozedUntil: Instant | null = null): string {
  const isLeftOut = snoozedUntil !== null && step.at < snoozedUntil;
  return isLeftOut ? `${nameOf(step, steps)} (event only: snoozed)` : nameOf(step, steps);
}

function nameOf(step: PlanStep, steps: readonly PlanStep[]): string {
  if (isExtra(step)) return 'Mail that an operator asked for';
  const siblings = steps.filter(({ kind }) => kind === step.kind);
  const place = `${siblings.indexOf(step) + 1} of ${siblings.length}`;
  switch (step.kind) {
    case 'invitation':
      return 'Invitation to consent';
    case 'nudge':
      return `Nudge ${place}: the seller has not consented yet`;
    case 'connected':
      return 'Confirmation of the connection';
    case 'reminder':
      return step.daysBefore === 0
        ? `Reminder ${place}: the day of the expiry`
        : `Reminder ${place}: ${daysOf(step)} before expiry`;
    case 'notice':
      return `Event: ${daysOf(step)} before expiry`;
    case 'escalation':
      return `Alert to the operators: ${daysOf(step)} before expiry`;
    case 'expired':
      return `Mail ${place} after the expiry`;
    case 'revoked':
      return `Mail ${place} after the revocation`;
  }
}

function daysOf({ daysBefore }: PlanStep): string {
  return daysBefore === 1 ? '1 day' : `${daysBefore ?? '?'} days`;
}
