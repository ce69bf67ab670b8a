import { condition, makeContinueAsNewFunc, setHandler, workflowInfo } from '@temporalio/workflow';
import { newFacts, type OnboardingFacts } from '../domain/facts';
import { nextStep, type Wait } from '../domain/next-step';
import { openSnapshot, takeSnapshot } from '../domain/snapshot';
import { openInbox, type Inbox } from './inbox';
import { currentFacts, type OnboardingInput } from './messages';
import { perform } from './perform';
import { createPublisher, type Publisher } from './publisher';

/** A run that has received this many messages makes room for the next one, long before the server's limit of 10,000. */
const MESSAGES_PER_RUN = 500;
/** While the registry cannot be written, the wait is no longer than this, in milliseconds. */
const UNPUBLISHED_WAIT_MS = 60_000;

/**
 * The life of one onboarding: one Amazon seller account in one region, from the first check of the Commerce key
 * through the seller's consent to the reminders of every year. What happens and when is decided by `nextStep`, top to
 * bottom as the mission tells it; this loop does it, or waits for an instant or a message.
 */
export async function storeOnboarding(input: OnboardingInput): Promise<void> {
  const inbox = openInbox('snapshot' in input ? input.inbox : []);
  const publisher = createPublisher();
  let facts = 'snapshot' in input ? openSnapshot(input.snapshot) : newFacts(input.start, Date.now());
  setHandler(currentFacts, () => facts, { description: 'All that this process knows' });

  while (!facts.ended) {
    facts = inbox.takeInto(facts, Date.now());
    if (facts.freshRunWanted || runIsLong(inbox)) await startNextRun(facts, inbox);

    const step = nextStep(facts, Date.now());
    if (step.kind === 'wait') facts = await publishThenWait(facts, step, publisher, inbox);
    else facts = await perform(facts, step);
  }
  await publisher.publish(facts, null);
}

/** The only wait: for an instant or a message. A wake-up means nothing by itself; the loop decides anew. */
async function publishThenWait(
  facts: OnboardingFacts,
  { wakeup }: Wait,
  publisher: Publisher,
  inbox: Inbox,
): Promise<OnboardingFacts> {
  const published = await publisher.publish(facts, wakeup);
  if (published.outcome === 'behind') return published.facts;

  const somethingCame = () => !inbox.isEmpty();
  const until =
    published.outcome === 'unpublished'
      ? Math.min(wakeup?.at ?? Infinity, Date.now() + UNPUBLISHED_WAIT_MS)
      : wakeup?.at;
  if (until === undefined) await condition(somethingCame);
  else
    await condition(somethingCame, Math.max(1, until - Date.now()), {
      summary: wakeup?.label ?? 'Write the status again',
    });
  return published.facts;
}

function runIsLong(inbox: Inbox): boolean {
  return workflowInfo().continueAsNewSuggested || inbox.received() >= MESSAGES_PER_RUN;
}

/** Ends this run; the next one begins with the facts and what is still unread. Does not return. */
async function startNextRun(facts: OnboardingFacts, inbox: Inbox): Promise<never> {
  const snapshot = takeSnapshot({ ...facts, freshRunWanted: false });
  return makeContinueAsNewFunc<typeof storeOnboarding>()({ snapshot, inbox: inbox.unread() });
}
