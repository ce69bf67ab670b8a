import { utc, type Instant } from './clock';
import type { OnboardingFacts } from './facts';
import { describeRequirement, type RequirementCode } from './requirements';
import { runbookEntry, runbookPlace } from './runbook';
import { REASONS, type Situation } from './situation';
import { STAGE_WORDS } from './stages';
import type { Wakeup } from './wakeups';
import { isExpired } from './year';

/**
 * What an operator reads in the Temporal UI. The panel shows about eight lines before it is cut, so what matters comes
 * first: stage, who must act, expiry, next step, what to do, and what is in the way. Runs in workflow code: no `Intl`.
 */
export function currentDetails(
  facts: OnboardingFacts,
  situation: Situation,
  wakeup: Wakeup | null,
  now: Instant,
  runbook?: string,
): string {
  const lines = [
    `**${STAGE_WORDS[situation.stage]}** (\`${situation.stage}\`)`,
    `Who must act: **${situation.waitingOn}**${besideIt(situation)}`,
    ...expiryLine(facts, now),
    wakeup ? `Next: ${wakeup.label}, ${utc(wakeup.at)}` : 'Next: nothing by itself; a message wakes it',
    `To do: ${whatToDo(facts, situation, runbook)}`,
    ...inTheWay(facts, now),
  ];
  const missing = situation.requirements.map((requirement) => {
    const { sentence, remedy } = describeRequirement(requirement, facts.onboardingId);
    return `- ${escapeMarkdown(sentence)} *${escapeMarkdown(remedy)}* (${entryOn(requirement.code, runbook)}, since ${utc(requirement.since)})`;
  });
  const rest = [
    `Merchant ${escapeMarkdown(facts.merchantId)}, region ${facts.region}, stores ${facts.stores.map(({ storeId, state }) => `${storeId} (${state})`).join(', ') || 'none'}`,
    `Never Reset a run: send an update such as \`refresh\` (${linked('the verbs', runbookPlace('verbs', runbook))})`,
  ];
  return [lines.join('  \n'), missing.join('\n'), rest.join('  \n')].filter((part) => part !== '').join('\n\n');
}

/** Operators may be needed beside a stage that waits for somebody else, or for nobody. */
function besideIt({ waitingOn, requirements }: Situation): string {
  const isNeeded = requirements.some((requirement) => requirement.waitingOn === 'operator');
  return isNeeded && waitingOn !== 'operator' ? ', and an **operator**' : '';
}

/** First what an operator can do, then what holds the stage, then whatever else is missing. */
function whatToDo(facts: OnboardingFacts, { waitingOn, requirements }: Situation, runbook?: string): string {
  const first =
    requirements.find((requirement) => requirement.waitingOn === 'operator') ??
    requirements.find((requirement) => requirement.waitingOn === waitingOn) ??
    requirements[0];
  if (!first) return facts.disconnect && !facts.ended ? 'nothing; to take it back, send `undo-disconnect`' : 'nothing';
  const { remedy } = describeRequirement(first, facts.onboardingId);
  return `${escapeMarkdown(remedy)} (${entryOn(first.code, runbook)})`;
}

/** What keeps mails back. */
function inTheWay(
  { mailRetry, hold, snoozedUntil, contactUnreachableSince }: OnboardingFacts,
  now: Instant,
): readonly string[] {
  const lines: string[] = [];
  if (mailRetry) lines.push(`Mails cannot be handed over since ${utc(mailRetry.since)}: ${REASONS[mailRetry.reason]}`);
  if (hold)
    lines.push(`Incident ${hold.incidentId} holds the mail ${hold.key}, until ${utc(hold.until)} at the latest`);
  if (snoozedUntil !== null && now < snoozedUntil) lines.push(`Reminders are snoozed until ${utc(snoozedUntil)}`);
  if (contactUnreachableSince !== null) lines.push(`Mails reach nobody since ${utc(contactUnreachableSince)}`);
  return lines;
}

function entryOn(code: RequirementCode, runbook?: string): string {
  return linked(`\`${code}\``, runbookEntry(code, runbook));
}

/** A link where the runbook is published, else where it stands. */
function linked(words: string, place: string): string {
  return /^https?:/.test(place) ? `[${words}](${place})` : `\`${place}\``;
}

function expiryLine({ grant, policy }: OnboardingFacts, now: Instant): readonly string[] {
  if (!grant) return [];
  const left = grant.expiresAt - now;
  // A grant of this minute has all its days left, so what is left is rounded up, and what has passed is rounded down.
  const days = left > 0 ? Math.ceil(left / policy.dayMs) : Math.floor(-left / policy.dayMs);
  const counted = `${days} ${days === 1 ? 'day' : 'days'}`;
  // What is shown stays as it was written when the process last woke, which may be months ago.
  const today = utc(now).slice(0, 10);
  const named = `Authorization ${grant.generation}`;
  if (grant.revokedSince !== null) return [`${named} was ended at Amazon, seen ${utc(grant.revokedSince)}`];
  const ends =
    left > 0
      ? `ends ${utc(grant.expiresAt)} (${counted} left on ${today})`
      : `ended ${utc(grant.expiresAt)} (${counted} before ${today})`;
  const isProved = grant.basis !== 'estimated';
  const guess = left > 0 || isExpired(grant, now) ? ', an estimate' : ', by an estimate: Amazon is asked every day';
  return [`${named} ${ends}${isProved ? '' : guess}`];
}

/**
 * Makes outside text harmless in Markdown: one line, no markup, no address that becomes a link by itself (some readers
 * look for those after the escapes are gone, so they are pulled apart).
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/(:(?=\/\/)|www(?=\.))/gi, '$1 ')
    .replace(/[\\`*_{}[\]<>#|~!@&]/g, (character) => `\\${character}`);
}
