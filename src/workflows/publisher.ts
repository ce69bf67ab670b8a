import {
  ActivityFailure,
  log,
  proxyLocalActivities,
  setCurrentDetails,
  upsertSearchAttributes,
  type ActivityInterfaceFor,
} from '@temporalio/workflow';
import type { OnboardingActivities } from '../activities/onboarding-activities';
import { currentDetails } from '../domain/details';
import type { OnboardingFacts } from '../domain/facts';
import { situationOf, type Situation } from '../domain/situation';
import { openSnapshot, takeSnapshot } from '../domain/snapshot';
import type { Wakeup } from '../domain/wakeups';
import type { AttributeValues } from './messages';
import { changedSearchAttributes } from './search-attribute-values';

const { publish } = proxyLocalActivities<Pick<ActivityInterfaceFor<OnboardingActivities>, 'publish'>>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '30s',
  retry: { initialInterval: '200ms', maximumInterval: '5s' },
});

export type Published =
  | { readonly outcome: 'published'; readonly facts: OnboardingFacts; readonly runbook?: string | undefined }
  /** The registry could not be written; nothing is lost, it is written at the next wait. */
  | { readonly outcome: 'unpublished'; readonly facts: OnboardingFacts }
  /** A newer generation is in force than this run knows (it was reset): go on from the registry's facts. */
  | { readonly outcome: 'behind'; readonly facts: OnboardingFacts };

export interface Publisher {
  /** Tells the registry, the details panel and the search attributes where the process stands, when that has changed. */
  publish(facts: OnboardingFacts, wakeup: Wakeup | null): Promise<Published>;
  /** Tells the registry alone, at the end of a run: panel and attributes are for the next one to set. */
  tellRegistry(facts: OnboardingFacts): Promise<Published>;
}

/** @param attributes that the run begins with */
export function createPublisher(attributes: AttributeValues): Publisher {
  let lastPublished = '';
  let lastAttributes = attributes;
  let runbook: string | undefined;

  return {
    async publish(before, wakeup) {
      const now = Date.now();
      const situation = situationOf(before, now);
      const facts = stand(before, situation, now);
      const content = contentOf(facts, situation, wakeup);
      if (content === lastPublished) return { outcome: 'published', facts };

      const published = await written(facts, situation, wakeup, now);
      if (published.outcome === 'behind') return published;
      if (published.outcome === 'published') runbook = published.runbook;
      setCurrentDetails(currentDetails(published.facts, situation, wakeup, now, runbook));
      const changed = changedSearchAttributes(published.facts, situation, lastAttributes);
      if (changed.pairs.length > 0) upsertSearchAttributes([...changed.pairs]);
      lastAttributes = changed.values;
      if (published.outcome === 'published') lastPublished = contentOf(published.facts, situation, wakeup);
      return published;
    },

    tellRegistry(before) {
      const now = Date.now();
      const situation = situationOf(before, now);
      return written(stand(before, situation, now), situation, null, now);
    },
  };
}

function contentOf(facts: OnboardingFacts, situation: Situation, wakeup: Wakeup | null): string {
  return JSON.stringify([{ ...facts, stateVersion: 0 }, situation, wakeup]);
}

/** Since when the present stage and holder of the ball have been what they are. */
function stand(facts: OnboardingFacts, { stage, waitingOn }: Situation, now: number): OnboardingFacts {
  if (facts.standing?.stage === stage && facts.standing.waitingOn === waitingOn) return facts;
  return { ...facts, standing: { stage, waitingOn, since: now } };
}

/** Writes the next version of the facts into the registry. */
async function written(
  before: OnboardingFacts,
  situation: Situation,
  wakeup: Wakeup | null,
  now: number,
): Promise<Published> {
  const { pastYear, verbOutcomes } = before;
  const stateVersion = Math.max(before.stateVersion + 1, now);
  // What is told with this publication is not told again.
  const facts = { ...before, stateVersion, pastYear: null, verbOutcomes: [] };
  try {
    const result = await publish({
      onboardingId: facts.onboardingId,
      generation: facts.grant?.generation ?? 0,
      stateVersion: facts.stateVersion,
      at: now,
      ...situation,
      waitingSince: facts.standing?.since ?? now,
      nextStep: wakeup && { key: wakeup.key, at: wakeup.at },
      snapshot: takeSnapshot(facts),
      marks: [
        ...(pastYear ? [pastYear] : []),
        ...(facts.grant ? [{ generation: facts.grant.generation, marks: facts.marks }] : []),
      ],
      verbOutcomes,
    });
    if (result.outcome !== 'behind') return { outcome: 'published', facts, runbook: result.runbook };
    const { begunBy } = before;
    return {
      outcome: 'behind',
      facts: { ...openSnapshot(result.snapshot), begunBy, stateVersion: result.stateVersion },
    };
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('The registry could not be written; it is tried again at the next wait');
    return { outcome: 'unpublished', facts: { ...before, stateVersion } };
  }
}
