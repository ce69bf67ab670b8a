import type { SearchAttributePair } from '@temporalio/common';
import {
  condition,
  makeContinueAsNewFunc,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import {
  AUTHORIZATION_EXPIRES_AT,
  GRANT_GENERATION,
  MARKETPLACES,
  MERCHANT_ID,
  ONBOARDING_STAGE,
  WAITING_ON,
  WAITING_SINCE,
} from '../../src/workflows/search-attributes';
import type { SkeletonActivities } from './activities';
import { go, REMINDED } from './messages';

const regular = proxyActivities<SkeletonActivities>({ startToCloseTimeout: '30s' });
const local = proxyLocalActivities<SkeletonActivities>({ startToCloseTimeout: '10s' });

const YEAR_MS = 365 * 86_400_000;
/** The confirmation comes a second after the connection was published. */
const CONFIRMATION_MS = 1_000;

/**
 * The bare commands of an onboarding, up to the sleep of a connected one, and nothing else: what any workflow that does
 * the same at Temporal must cost. The bench compares its history with that of a real onboarding, command by command.
 */
export async function skeleton(merchant: string, isConsented: boolean): Promise<void> {
  let signalled = false;
  setHandler(go, () => {
    signalled = true;
  });
  if (!isConsented) {
    await regular.validateKey();
    await regular.askForConsent();
    await local.publish('awaiting_consent');
    upsertSearchAttributes(standing(merchant, 'awaiting_consent', 'seller', 0));
    await condition(() => signalled, YEAR_MS);
    await regular.verifyCandidate();
    await local.publish('granted');
    const continueAsNew = makeContinueAsNewFunc<typeof skeleton>({
      typedSearchAttributes: [
        ...standing(merchant, 'connected', 'nobody', 1),
        { key: AUTHORIZATION_EXPIRES_AT, value: new Date(Date.now() + YEAR_MS) },
      ],
    });
    await continueAsNew(merchant, true);
  }
  await regular.planYear();
  await local.publish('connected');
  await condition(() => false, CONFIRMATION_MS);
  await regular.performStep();
  await local.publish('connected');
  await condition(() => false, YEAR_MS);
}

/** The bare commands of one reminder: sleep until it is due, a mail, a publication, and sleep again. */
export async function skeletonReminder(dueAt: number): Promise<void> {
  await condition(() => false, Math.max(1, dueAt - Date.now()));
  await regular.performStep();
  await local.publish(REMINDED);
  await condition(() => false, YEAR_MS);
}

function standing(merchant: string, stage: string, waitingOn: string, generation: number): SearchAttributePair[] {
  return [
    { key: MERCHANT_ID, value: merchant },
    { key: ONBOARDING_STAGE, value: stage },
    { key: WAITING_ON, value: waitingOn },
    { key: WAITING_SINCE, value: new Date(Date.now()) },
    { key: MARKETPLACES, value: ['US'] },
    { key: GRANT_GENERATION, value: generation },
  ];
}

/** A measure that others have too: four activities that do nothing, and a signal. */
export async function fourEmptyActivities(): Promise<void> {
  let signalled = false;
  setHandler(go, () => {
    signalled = true;
  });
  for (let done = 0; done < 4; done += 1) await regular.nothing();
  await condition(() => signalled);
}
