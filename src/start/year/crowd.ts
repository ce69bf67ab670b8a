import type { CrowdMerchant } from '../../simulator/crowd';
import type { Mail } from '../../simulator/mailbox';
import { until } from './json-api';
import { onboard, type StartBodyText } from './onboard';
import { storyDays } from './pace';
import { must, type Stage } from './stage';

const CROWD_SIZE = 50;
/** Onboarded at the same time. */
const AT_A_TIME = 5;
/** Of the fifty, in the story. */
const WHO = 'fifty';
/** Calls that Amazon does not answer: more than are made while it is down. */
const ENOUGH_CALLS = 10_000;
const OUTAGE_DAYS = 5;

/** Fifty grants, and an Amazon that is down for days: nothing is flipped, and nobody is mailed wrongly. */
export async function tellOfOutage(stage: Stage, bodyOf: (merchant: CrowdMerchant) => StartBodyText): Promise<void> {
  const { narrator, control, ears } = stage;
  narrator.act(WHO, `The backend starts ${String(CROWD_SIZE)} more; their sellers are invited and consent.`);
  const crowd = await control.post<readonly CrowdMerchant[]>('/crowd', { count: CROWD_SIZE });
  const left = [...crowd];
  const lane = async () => {
    for (let next = left.pop(); next; next = left.pop())
      await onboard(stage, { id: next.name, email: next.email, body: bodyOf(next) });
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
  narrator.consequence(WHO, `All ${String(CROWD_SIZE)} are connected.`);

  await Promise.all(crowd.map(({ name }) => stage.untilEvent(name, 'authorization.expiring', ofDay(14))));
  narrator.act(WHO, `Amazon goes down: every call for a token is answered 503 for ${String(OUTAGE_DAYS)} days.`);
  const from = Date.now();
  await control.post('/faults', { operation: 'lwa.token', status: 503, times: ENOUGH_CALLS });
  await stage.untilEvent(null, 'incident.opened');
  await until(`day ${String(OUTAGE_DAYS)} of the outage`, () =>
    Promise.resolve(Date.now() - from >= storyDays(OUTAGE_DAYS) ? true : undefined),
  );
  await control.delete('/faults');
  narrator.act(WHO, 'Amazon is back.');
  await stage.untilEvent(null, 'incident.closed');

  await Promise.all(crowd.map(({ name }) => stage.untilEvent(name, 'authorization.expiring', ofDay(1))));
  const mails = await Promise.all(crowd.map(({ email }) => ears.mailsTo(email)));
  must(
    'nobody was called revoked',
    crowd.every(({ name }) => ears.events(name).every(({ type }) => type !== 'authorization.revoked')),
  );
  must('nobody was mailed twice about the same', mails.every(hasNoCopies));
  narrator.consequence(WHO, 'Nothing was flipped, each reminder came once, none was forgotten.');
}

function ofDay(daysBefore: number) {
  return ({ data }: { readonly data: Readonly<Record<string, unknown>> }) => data['daysBefore'] === daysBefore;
}

function hasNoCopies(mails: readonly Mail[]): boolean {
  return new Set(mails.map(({ messageId }) => messageId)).size === mails.length;
}
