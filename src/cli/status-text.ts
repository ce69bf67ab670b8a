import { utc, type Instant } from '../domain/clock';
import type { ShownOnboarding } from './commands/show';
import type { Style } from './output';
import { printable } from './printable';
import { indented, table } from './table';
import { counted, duration, relative } from './words';

/**
 * An onboarding for a person who was woken by it: the first lines say where it stands, who must act and how, when the
 * authorization ends and what comes next; everything else follows.
 */
export function statusText(shown: ShownOnboarding, now: Instant, style: Style): string {
  return [
    headline(shown, now, style),
    section('Missing', shown.requirements.map((requirement) => requirementText(requirement, now)).join('\n'), style),
    section('Stores', shown.stores.map(storeText).join('\n'), style),
    section('Before selling', checklistText(shown), style),
    section('Authorization', authorizationText(shown, now), style),
    section('Commerce', commerceText(shown), style),
    section(planTitle(shown), planText(shown, now), style),
    section('Who held the ball', timelineText(shown), style),
    section('About', aboutText(shown), style),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function headline(shown: ShownOnboarding, now: Instant, { bold }: Style): string {
  const first = mostUrgent(shown);
  const others = shown.requirements.length - 1;
  const beside = first?.waitingOn === 'operator' && shown.waitingOn !== 'operator' ? ' Beside that, an operator.' : '';
  return [
    bold(`${shown.onboardingId}: ${shown.stageDescription}`),
    `Who must act: ${shown.waitingOn}, since ${utc(shown.waitingSince)} (${duration(now - Date.parse(shown.waitingSince))}).${beside}`,
    ...(first ? [`Do: ${printable(first.remedy)}`] : []),
    ...(others > 0 ? [`${counted(others, 'more thing is', 'more things are')} missing, see below.`] : []),
    ...(shown.authorization ? [endsText(shown.authorization, shown.stage, now)] : []),
    nextText(shown, now),
  ].join('\n');
}

/** As in the Temporal UI: first what an operator can do, then what holds the stage, then whatever else is missing. */
export function mostUrgent<R extends Pick<RequirementDocument, 'waitingOn'>>({
  waitingOn,
  requirements,
}: {
  readonly waitingOn: RequirementDocument['waitingOn'];
  readonly requirements: readonly R[];
}): R | undefined {
  return (
    requirements.find((requirement) => requirement.waitingOn === 'operator') ??
    requirements.find((requirement) => requirement.waitingOn === waitingOn) ??
    requirements[0]
  );
}

function endsText(
  { generation, expiresAt, expiryKnownFrom }: NonNullable<ShownOnboarding['authorization']>,
  stage: ShownOnboarding['stage'],
  now: Instant,
): string {
  const isOver = Date.parse(expiresAt) <= now;
  const when = `${utc(expiresAt)}, ${relative(expiresAt, now)}`;
  const isGuess = expiryKnownFrom === 'estimate';
  if (isGuess && isOver && (stage === 'connected' || stage === 'expiring'))
    return `Authorization ${generation} was expected to end ${when}; Amazon still takes it, and is asked every day.`;
  return `Authorization ${generation} ${isOver ? 'ended' : 'ends'} ${when}${isGuess ? ' (an estimate)' : ''}.`;
}

function nextText({ nextStep, plan, closedAt }: ShownOnboarding, now: Instant): string {
  if (closedAt !== null) return `Closed for good ${utc(closedAt)}.`;
  if (!nextStep) return 'Next: nothing by itself; it waits for whoever must act.';
  const label = plan?.steps.find(({ key }) => key === nextStep.key)?.label ?? nextStepWords(nextStep.key);
  return `Next: ${label}, ${utc(nextStep.at)}, ${relative(nextStep.at, now)}.`;
}

/** In words, what an onboarding waits for that is no step of its plan. */
export function nextStepWords(key: string): string {
  if (key.startsWith('R+')) return 'Mail after the revocation';
  if (key.startsWith('nudge-')) return 'Nudge: the seller has not consented yet';
  return WORDS[key] ?? key;
}

/** The steps that are of no plan, by their stable keys. */
const WORDS: Readonly<Record<string, string>> = {
  invitation: 'Invitation to consent',
  'disconnect-final': 'The disconnect becomes final',
  'candidate-dropped': 'The consent that could not be used is dropped',
  'ask-amazon': 'Ask Amazon about the consent again',
  'ask-participation': 'Ask Amazon again where the seller sells',
  'ask-gateway': 'Check the Commerce API key again',
  'ask-commerce': 'Ask the Commerce instance again',
  'look-again': 'Look at the stores again',
  'consent-lapses': 'The invitation lapses',
  expiry: 'The authorization expires',
  probe: 'Ask Amazon whether the authorization still lives',
  'mail-again': 'Hand the mail over again',
  'mail-held': 'Look again whether an incident still holds the mail',
  'mails-released': 'Mails no longer wait for the verdict',
};

type RequirementDocument = ShownOnboarding['requirements'][number];

function requirementText(requirement: RequirementDocument, now: Instant): string {
  const { code, sentence, remedy, pointer, since, deadline, waitingOn } = requirement;
  const facts = [
    `${waitingOn} must act`,
    `since ${utc(since)}`,
    ...(deadline === null ? [] : [`until ${utc(deadline)} (${relative(deadline, now)})`]),
    ...(pointer === '' ? [] : [`at ${pointer}`]),
  ];
  return `${printable(sentence)}\n  Do: ${printable(remedy)}\n  ${code}: ${facts.join(', ')}`;
}

function storeText(store: ShownOnboarding['stores'][number]): string {
  const { storeId, name, websiteCode, email, mapping, ready, participates, warnings } = store;
  const standing = [
    ready ? 'ready' : 'not ready',
    ...(participates === null ? [] : [participates ? 'the seller sells there' : 'the seller does not sell there']),
  ].join(', ');
  return [
    `${storeId}  ${printable(name)}: ${standing}`,
    `    website ${printable(websiteCode)}, ${mapping.amazonIdType} from attribute ${printable(mapping.attributeCode)}, mail to ${printable(email)}`,
    ...warnings.map(({ sentence }) => `    Unwise: ${printable(sentence)}`),
  ].join('\n');
}

/** What needs a person first; what is in order only as a figure. */
function checklistText({ checklist }: ShownOnboarding): string {
  const open = checklist.filter(({ state }) => state === 'attention' || state === 'unknown');
  const lines = [...open]
    .sort((a, b) => a.state.localeCompare(b.state))
    .map(({ state, sentence, stores, remedy }) => {
      const where = stores.length > 0 ? ` (${stores.join(', ')})` : '';
      return state === 'attention'
        ? `not so${where}: ${printable(sentence)}\n    Do: ${printable(remedy)}`
        : `unknown${where}: ${printable(sentence)}`;
    });
  const inOrder = checklist.length - open.length;
  return [...lines, ...(inOrder > 0 ? [`${counted(inOrder, 'thing is', 'things are')} in order.`] : [])].join('\n');
}

function authorizationText({ authorization }: ShownOnboarding, now: Instant): string {
  if (!authorization) return 'There is none yet.';
  const { sellerId, sellerIdProof, marketplaceIds, spApiHost, grantedAt, expiresAt, generation } = authorization;
  return table([
    ['Seller', `${printable(sellerId)} (${sellerIdProof})`],
    ['Marketplaces', marketplaceIds.join(', ') || 'none'],
    ['SP-API', spApiHost],
    ['Granted', `${utc(grantedAt)}, generation ${generation}`],
    ['Ends', `${utc(expiresAt)}, ${relative(expiresAt, now)}`],
  ]);
}

function commerceText({ apiKey, commerceConnection }: ShownOnboarding): string {
  const { given, environment, revision } = apiKey;
  const { type, host, revision: connectionRevision } = commerceConnection;
  return table([
    ['API key', given ? `given, ${environment ?? 'unknown environment'}, revision ${revision}` : 'not given'],
    [
      'Instance',
      host === null
        ? 'not given'
        : `${printable(host)} (${type === 'ims' ? 'SaaS edition' : 'integration'}), revision ${connectionRevision}`,
    ],
  ]);
}

function planTitle({ plan }: ShownOnboarding): string {
  return plan ? `Plan of authorization ${plan.generation} (policy ${plan.policyVersion})` : 'Plan';
}

function planText({ plan, nextStep }: ShownOnboarding, now: Instant): string {
  if (!plan) return '';
  return table(
    plan.steps.map(({ key, label, at, mark }) => {
      const when = mark ?? (key === nextStep?.key ? 'next' : Date.parse(at) <= now ? 'past' : relative(at, now));
      return [utc(at), label, when];
    }),
  );
}

function timelineText({ timeline, ledger }: ShownOnboarding): string {
  const sums = Object.entries(ledger)
    .filter(([, seconds]) => seconds > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([holder, seconds]) => `${holder} ${duration(seconds * 1_000)}`);
  const entries = timeline.map(({ from, stage, holder, durationSeconds, until }) => [
    utc(from),
    holder,
    stage,
    `${duration(durationSeconds * 1_000)}${until === null ? ' so far' : ''}`,
  ]);
  return `${table(entries)}\nIn all: ${sums.join(', ') || 'nothing yet'}.`;
}

function aboutText({ merchantId, region, createdAt, returnUrl, metadata }: ShownOnboarding): string {
  return table([
    ['Merchant', merchantId],
    ['Region', region],
    ['Started', utc(createdAt)],
    ...(returnUrl === null ? [] : [['Returns to', printable(returnUrl)]]),
    ...Object.entries(metadata).map(([name, value]) => [printable(name), printable(value)]),
  ]);
}

function section(title: string, text: string, { bold }: Style): string {
  return text === '' ? '' : `${bold(title)}\n${indented(text)}`;
}
