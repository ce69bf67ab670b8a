import { setTimeout as delay } from 'node:timers/promises';
import type { OnboardingStatus } from '../../domain/contract/status';
import type { CrowdMerchant } from '../../simulator/crowd';
import type { Mail } from '../../simulator/mailbox';
import { until } from './json-api';
import { onboard, type StartBodyText } from './onboard';
import { storyDays } from './pace';
import { must, type Stage } from './stage';

const CROWD_SIZE = 50;
/** Onboarded at the same time: what else happens must not have to wait for the machine. */
const AT_A_TIME = 6;
/** Of the fifty, in the story. */
const WHO = 'fifty';
/** Calls that Amazon does not answer: more than are made while it is down. */
const ENOUGH_CALLS = 10_000;
const OUTAGE_DAYS = 5;
/** Invitation and confirmation. */
const MAILS_BEFORE = 2;

/** Fifty grants of one merchant each. Resolves once all are connected. */
export async function gatherFifty(
  { narrator, control, ...stage }: Stage,
  bodyOf: (merchant: CrowdMerchant) => StartBodyText,
): Promise<readonly CrowdMerchant[]> {
  narrator.act(WHO, `The backend starts ${String(CROWD_SIZE)} more; their sellers are invited and consent.`);
  const crowd = await control.post<readonly CrowdMerchant[]>('/crowd', { count: CROWD_SIZE });
  const left = [...crowd];
  const lane = async () => {
    for (let next = left.pop(); next; next = left.pop())
      await onboard({ narrator, control, ...stage }, { id: next.name, email: next.email, body: bodyOf(next) });
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
  narrator.consequence(WHO, `All ${String(CROWD_SIZE)} are connected.`);
  return crowd;
}

/** An Amazon that is down for days: nothing is flipped, and nobody is mailed wrongly. */
export async function tellOfOutage(stage: Stage, crowd: readonly CrowdMerchant[]): Promise<void> {
  const { narrator, control, ears } = stage;
  narrator.act(WHO, `Amazon goes down: every call for a token is answered 503 for ${String(OUTAGE_DAYS)} days.`);
  await control.post('/faults', { operation: 'lwa.token', status: 503, times: ENOUGH_CALLS });
  await Promise.all([delay(storyDays(OUTAGE_DAYS)), stage.untilEvent(null, 'incident.opened')]);
  await control.delete('/faults');
  narrator.act(WHO, 'Amazon is back.');
  await stage.untilEvent(null, 'incident.closed');

  await Promise.all(crowd.map((merchant) => mailsAsMarked(stage, merchant)));
  must(
    'nobody was called revoked',
    crowd.every(({ name }) => ears.events(name).every(({ type }) => type !== 'authorization.revoked')),
  );
  const statuses = await Promise.all(crowd.map(({ name }) => stage.status(name)));
  must('nothing ended before its day', statuses.every(endsOnItsDay));
  narrator.consequence(WHO, 'Nothing was flipped; each reminder came once, or is written down as overtaken.');
}

/** The first reminder has come or was held until the next, and there is a mail for each that came, and no other. */
async function mailsAsMarked(stage: Stage, { name, email }: CrowdMerchant): Promise<void> {
  await until(`the first reminder of ${name}, and a mail for each that is done`, async () => {
    const { steps } = await stage.untilPlan(name, 1);
    const mails = await stage.ears.mailsTo(email);
    must(`${name} was not mailed twice about the same`, hasNoCopies(mails));
    const done = steps.filter(({ kind, mark }) => mark === 'done' && (kind === 'reminder' || kind === 'expired'));
    const first = steps.find(({ kind }) => kind === 'reminder');
    return first?.mark != null && mails.length === MAILS_BEFORE + done.length ? true : undefined;
  });
}

function endsOnItsDay({ stage, authorization }: OnboardingStatus): boolean {
  if (stage === 'expired') return authorization !== null && Date.parse(authorization.expiresAt) <= Date.now();
  return stage === 'connected' || stage === 'expiring';
}

function hasNoCopies(mails: readonly Mail[]): boolean {
  return new Set(mails.map(({ messageId }) => messageId)).size === mails.length;
}
