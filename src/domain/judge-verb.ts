import { utc, type Instant } from './clock';
import type { OnboardingFacts } from './facts';
import { consentLapsed, disconnectFinalAt } from './readiness';
import type { Verb, VerbDetail } from './verbs';
import { extraStep, isExpired } from './year';

/**
 * What a verb does to an onboarding as it stands: it makes no sense and why, or the facts that it leads to with a
 * sentence for whoever asked. `outcome` null: it is known only once something has been done. Sentences quote nothing that
 * was sent with the verb. Pure.
 */
export type VerbVerdict =
  | { readonly refused: string }
  | { readonly facts: OnboardingFacts; readonly answer: string; readonly outcome: string | null };

/** Mails that operators can have waiting; more would be a mistake. */
const MOST_EXTRA_MAILS = 5;

/**
 * @param auditId of the verb's row; null where an older build took it in, which told no outcome.
 * @param askedAt what was asked for in time is not too late because nobody was there to take it in, and the time in which
 * a disconnect can be taken back runs from then.
 */
export function judgeVerb(
  facts: OnboardingFacts,
  verb: Verb,
  detail: VerbDetail | null,
  auditId: string | null,
  now: Instant,
  askedAt: Instant = now,
): VerbVerdict {
  switch (verb) {
    case 'disconnect':
      return disconnect(facts, now, Math.min(askedAt, now));
    case 'undo_disconnect':
      return undoDisconnect(facts, askedAt);
    case 'refresh':
      return done({ ...facts, freshRunWanted: true }, 'The next run begins, on the newest code.');
    case 'dispute':
      return done(
        { ...facts, disputedAt: facts.disputedAt ?? now },
        'Recorded: the contact says that they did not connect this account. An operator must decide.',
      );
    case 'remind':
      return remind(facts, auditId, now);
    case 'snooze':
      return snooze(facts, detail, now);
    case 'probe':
      return probe(facts, auditId, now);
    case 'reopen':
      return reopen(facts, now);
    case 'decide_owner':
      return decideOwner(facts, detail, now);
  }
}

function done(facts: OnboardingFacts, sentence: string): VerbVerdict {
  return { facts, answer: sentence, outcome: sentence };
}

function disconnect(facts: OnboardingFacts, now: Instant, askedAt: Instant): VerbVerdict {
  if (facts.disconnect) {
    const finalAt = disconnectFinalAt(facts, facts.disconnect.at);
    return { refused: `It is disconnected already; that is final at ${utc(finalAt)}.` };
  }
  const finalAt = disconnectFinalAt(facts, askedAt);
  return done({ ...facts, disconnect: { at: askedAt } }, disconnectedUntil(facts, finalAt, now));
}

function disconnectedUntil({ grant }: OnboardingFacts, finalAt: Instant, now: Instant): string {
  if (!grant) return 'Disconnected for good: there was no consent yet.';
  if (now >= finalAt) return `Disconnected. It could be undone until ${utc(finalAt)}: it is final.`;
  return `Disconnected. It can be undone until ${utc(finalAt)}; then tokens are destroyed and the id is closed.`;
}

/** What an operator hears of an undo. */
export const UNDONE = 'The disconnect is undone: everything goes on as before.';

function undoDisconnect(facts: OnboardingFacts, askedAt: Instant): VerbVerdict {
  if (!facts.disconnect) return { refused: 'It is not disconnected.' };
  if (askedAt >= disconnectFinalAt(facts, facts.disconnect.at)) return { refused: 'The disconnect is final.' };
  return done({ ...facts, disconnect: null }, UNDONE);
}

function remind(facts: OnboardingFacts, auditId: string | null, now: Instant): VerbVerdict {
  if (extraStep(facts, '', now) === null)
    return { refused: 'There is nothing to remind the seller of at this stage. To ask for consent anew, use reopen.' };
  if (facts.extraMails.length >= MOST_EXTRA_MAILS) return { refused: 'So many mails are waiting to be sent already.' };
  const extraMails = auditId === null ? facts.extraMails : [...facts.extraMails, { auditId, at: now }];
  return {
    facts: { ...facts, extraMails },
    answer: 'Accepted: the mail that fits now is sent at once.',
    outcome: null,
  };
}

function snooze(facts: OnboardingFacts, detail: VerbDetail | null, now: Instant): VerbVerdict {
  const { grant, policy, disconnect } = facts;
  if (!grant || disconnect || grant.revokedSince !== null || isExpired(grant, now))
    return { refused: 'There are no reminders to silence at this stage.' };
  const until = Date.parse(detail?.['until'] ?? '');
  if (Number.isNaN(until)) return { refused: 'It needs "until": an instant such as 2026-12-01T09:00:00Z.' };
  if (until <= now) return { refused: 'Its "until" lies in the past.' };
  const { notAfterDaysBefore } = policy.snooze;
  return done(
    { ...facts, snoozedUntil: until },
    `Reminders are silent until ${utc(until)}; those of the last ${notAfterDaysBefore} days come all the same.`,
  );
}

function probe(facts: OnboardingFacts, auditId: string | null, now: Instant): VerbVerdict {
  const { grant } = facts;
  if (!grant || facts.disconnect) return { refused: 'There is no authorization that could be asked about.' };
  const auditIds = auditId === null ? grant.probe.auditIds : [...grant.probe.auditIds, auditId];
  const asked = { ...grant, probe: { ...grant.probe, askAt: now, auditIds } };
  return { facts: { ...facts, grant: asked }, answer: 'Accepted: Amazon is asked now.', outcome: null };
}

function reopen(facts: OnboardingFacts, now: Instant): VerbVerdict {
  const { consent } = facts;
  if (facts.disconnect) return { refused: 'It is disconnected; use undo-disconnect.' };
  if (facts.grant) return { refused: 'The seller has consented; to ask for a renewal, use remind.' };
  const isBlocked = consent.problem?.code === 'seller_already_connected';
  if (!consentLapsed(facts, now) && !isBlocked && !consent.quiet)
    return { refused: 'Nothing is to be reopened: the seller is being asked, or is not yet to be asked.' };
  const days = facts.policy.consent.lapseDays;
  return done(
    { ...facts, consent: { round: consent.round + 1, openedAt: null, quiet: false, marks: {}, problem: null } },
    `Reopened: the seller is invited anew, with ${days} days to consent.`,
  );
}

/** About a consent that is parked, or else about the one in force that the contact says was not theirs. */
function decideOwner(facts: OnboardingFacts, detail: VerbDetail | null, now: Instant): VerbVerdict {
  const { candidate } = facts;
  const decision = detail?.['decision'];
  if (decision !== 'accept' && decision !== 'reject') return { refused: 'It needs "decision": "accept" or "reject".' };
  if (facts.disconnect) return { refused: 'It is disconnected; nothing is to be decided.' };
  const consentId = detail?.['consentId'] ?? null;
  if (candidate?.verdict?.outcome === 'parked') {
    if (consentId !== null && consentId !== candidate.consentId)
      return { refused: 'Another consent waits for a decision meanwhile; look at the status again.' };
    return decision === 'accept'
      ? done(
          { ...facts, candidate: { ...candidate, decision: 'accepted', verdict: null, askAt: now } },
          'Accepted: the account is the right one. The consent is verified anew and then put in force.',
        )
      : done(
          { ...facts, candidate: { ...candidate, decision: 'rejected' } },
          'Rejected: the consent is destroyed. What was connected before stays as it was.',
        );
  }
  if (consentId !== null) return { refused: 'That consent does not wait for a decision.' };
  if (facts.disputedAt === null) return { refused: 'Nothing waits for a decision about the owner.' };
  const settled = { ...facts, disputedAt: null };
  if (decision === 'accept') return done(settled, 'Accepted: the consent stands, whatever the contact said.');
  const left = disconnect(settled, now, now);
  return 'refused' in left
    ? left
    : { ...left, outcome: `Rejected. ${left.outcome ?? ''}`, answer: `Rejected. ${left.answer}` };
}
