import { condition, makeContinueAsNewFunc, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import { newFacts, type OnboardingFacts } from '../domain/facts';
import { nextStep, type Wait } from '../domain/next-step';
import { settled } from '../domain/settle';
import { situationOf } from '../domain/situation';
import { openSnapshot, takeSnapshot } from '../domain/snapshot';
import { SNAPSHOT_VERSION } from '../domain/snapshot-version';
import { openInbox, type Inbox } from './inbox';
import { currentFacts, type OnboardingInput } from './messages';
import { perform } from './perform';
import { createPublisher, type Published, type Publisher } from './publisher';
import { searchAttributesOf } from './search-attribute-values';

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
  let facts = 'snapshot' in input ? openSnapshot(input.snapshot) : newFacts(input.start, Date.now());
  const inbox = openInbox('snapshot' in input ? input.inbox : [], () => facts);
  const publisher = createPublisher(('snapshot' in input && input.attributes) || {});
  setHandler(currentFacts, () => facts, { description: 'All that this process knows' });

  while (!facts.ended) {
    facts = settled(inbox.takeInto(facts, Date.now()), Date.now());
    if (facts.freshRunWanted || runIsLong(inbox)) {
      const told = await tellOfNewGrant(facts, publisher);
      facts = told.facts;
      if (told.outcome === 'behind') continue;
      await startNextRun(facts, inbox);
    }

    const step = nextStep(facts, Date.now());
    if (step.kind !== 'wait') {
      facts = await perform(facts, step);
      continue;
    }
    const published = await publisher.publish(facts, step.wakeup);
    facts = published.facts;
    if (published.outcome !== 'behind') await waitForInstantOrMessage(published, step, inbox);
  }
  while ((await publisher.publish(facts, null)).outcome === 'unpublished') await sleep(UNPUBLISHED_WAIT_MS);
}

/** The only wait. A wake-up means nothing by itself; the loop decides anew. */
async function waitForInstantOrMessage({ outcome }: Published, { wakeup }: Wait, inbox: Inbox): Promise<void> {
  const somethingCame = () => !inbox.isEmpty();
  const again = outcome === 'unpublished' ? Date.now() + UNPUBLISHED_WAIT_MS : Infinity;
  const until = Math.min(wakeup?.at ?? Infinity, again);
  if (until === Infinity) {
    await condition(somethingCame);
  } else {
    const summary = until === wakeup?.at ? wakeup.label : 'Write the status again';
    await condition(somethingCame, Math.max(1, until - Date.now()), { summary });
  }
}

function runIsLong(inbox: Inbox): boolean {
  return workflowInfo().continueAsNewSuggested || inbox.received() >= MESSAGES_PER_RUN;
}

/** Backend and seller wait for the verdict, so it is told before the next run plans the year. */
async function tellOfNewGrant(facts: OnboardingFacts, publisher: Publisher): Promise<Published> {
  const isNew = facts.grant !== null && facts.plan === null;
  return isNew ? publisher.tellRegistry({ ...facts, freshRunWanted: false }) : { outcome: 'published', facts };
}

/** Ends this run; the next one begins with the facts and what is still unread. Does not return. */
async function startNextRun(facts: OnboardingFacts, inbox: Inbox): Promise<never> {
  const next = { ...facts, freshRunWanted: false, begunBy: SNAPSHOT_VERSION };
  const snapshot = takeSnapshot(next);
  const { pairs, values } = searchAttributesOf(next, situationOf(next, Date.now()));
  const continueAsNew = makeContinueAsNewFunc<typeof storeOnboarding>({ typedSearchAttributes: [...pairs] });
  return continueAsNew({ snapshot, inbox: inbox.unread(), attributes: values });
}
