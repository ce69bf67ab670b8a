import type { Instant } from './clock';
import type { OnboardingFacts } from './facts';
import { describeRequirement, type RequirementCode } from './requirements';
import { runbookEntry, runbookPlace } from './runbook';
import type { Situation } from './situation';
import { STAGE_WORDS } from './stages';
import type { Wakeup } from './wakeups';

/**
 * What an operator reads in the Temporal UI. The panel shows about eight lines before it is cut, so what matters comes
 * first: stage, who must act and how, expiry, next step. Runs in workflow code: no `Intl`.
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
    `Who must act: **${situation.waitingOn}**`,
    ...expiryLine(facts, now),
    wakeup ? `Next: ${wakeup.label}, ${utc(wakeup.at)}` : 'Next: nothing by itself; a message wakes it',
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
  const ends =
    left > 0 ? `ends ${utc(grant.expiresAt)} (${counted} left)` : `ended ${utc(grant.expiresAt)} (${counted} ago)`;
  return [`Authorization ${grant.generation} ${ends}`];
}

/** `2026-11-21 10:00 UTC`. */
function utc(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
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
