import { setTimeout as delay } from 'node:timers/promises';
import type { Ears, ListedEvent } from './ears';
import { onboard, type StartBodyText } from './onboard';
import { storyDays } from './pace';
import { must, type Stage } from './stage';

const ID = 'acme';
/** Another seller of the same country, in whose account a person may be signed in by mistake. */
const SOMEBODY_ELSE = 'initech';
/** For so many days after a renewal nothing more may come about the year that was renewed. */
const SILENT_DAYS = 16;

/** The one whose story it is. */
interface Merchant {
  readonly email: string;
  readonly body: StartBodyText;
}

/** A seller who lets the first year pass and comes back through Seller Central. */
export async function tellFirstYear(stage: Stage, { email, body }: Merchant): Promise<void> {
  const { narrator } = stage;
  narrator.act(ID, 'The backend starts the onboarding; the seller is invited and consents.');
  await onboard(stage, { id: ID, email, body });
  await tellPlan(stage, 1);

  const expired = await stage.untilStage(ID, 'expired');
  must('an expired onboarding waits for its seller', expired.waitingOn === 'seller');
  await stage.untilStep(ID, 'T+7');
  await tellPlan(stage, 1);

  narrator.act(ID, 'The seller opens Manage Your Apps in Seller Central and presses Re-authorize; we mail a link.');
  await stage.reauthorize(ID, email);
  const revived = await stage.untilStage(ID, 'connected');
  must('the same onboarding goes on, with its next generation', revived.authorization?.generation === 2);
  await stage.untilEvent(ID, 'authorization.recovered');
  await tellPlan(stage, 2);
}

/** In the second year the seller comes with the first reminder, but in somebody else's account, and then in their own. */
export async function tellSecondYear(stage: Stage, { email }: Merchant): Promise<void> {
  const { narrator } = stage;
  const reminder = await stage.untilReminder(ID, email, 2, 30);
  narrator.act(ID, `The seller opens the link of the reminder, but is signed in at Amazon as ${SOMEBODY_ELSE}.`);
  await stage.consentByMail(reminder, SOMEBODY_ELSE);
  await rejectOtherOwner(stage);

  await stage.untilReminder(ID, email, 2, 14);
  narrator.act(ID, 'The seller opens the link of the reminder again, now signed in as themselves.');
  await stage.consentByMail(reminder, ID);
  const renewed = await stage.untilEvent(ID, 'authorization.renewed');
  must('a renewal in time makes the third generation', renewed.data['generation'] === 3);
  await tellPlan(stage, 3);
}

/** What was left of the year that was renewed does not come any more. */
export async function tellOfSilence({ ears, narrator }: Stage): Promise<void> {
  const told = ofSecondYear(ears).length;
  await delay(storyDays(SILENT_DAYS));
  must('a renewal silences what was left of its year', ofSecondYear(ears).length === told);
  narrator.consequence(ID, `${String(SILENT_DAYS)} days later nothing more has come of the year that was renewed.`);
}

function ofSecondYear(ears: Ears): readonly ListedEvent[] {
  return ears.events(ID).filter(({ data }) => data['generation'] === 2);
}

/** The consent of another account lies beside the grant in force, which is untouched, until an operator decides. */
async function rejectOtherOwner(stage: Stage): Promise<void> {
  const { api, narrator } = stage;
  const { data } = await stage.untilEvent(ID, 'authorization.mismatch');
  const mismatched = await stage.untilRequirement(ID, 'owner_mismatch');
  must('what is in force stays in force', mismatched.authorization?.generation === 2);
  narrator.act('operator', 'Looks into it, asks for a ticket, and rejects the other account.');
  const { ticket } = await api.post<{ readonly ticket: string }>('/v1/tickets', {
    action: 'owner_change',
    onboardingId: ID,
  });
  const decision = {
    ticket,
    decision: 'reject',
    consentId: data['consentId'],
    reason: 'Signed in at the wrong account',
  };
  await api.post(`/v1/onboardings/${ID}/owner-change`, decision);
  await stage.untilRequirementGone(ID, 'owner_mismatch');
}

/** `T-30 done, T-14 done, T-7 day 63.0 …`. */
async function tellPlan(stage: Stage, generation: number): Promise<void> {
  const { narrator } = stage;
  const { steps } = await stage.untilPlan(ID, generation);
  const told = steps.map(({ key, at, mark }) => `${key} ${mark ?? `on day ${narrator.dayOf(Date.parse(at))}`}`);
  narrator.consequence(ID, `plan of year ${String(generation)}: ${told.join(', ')}`);
}
