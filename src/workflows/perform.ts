import { ActivityFailure, ApplicationFailure, proxyActivities, type ActivityInterfaceFor } from '@temporalio/workflow';
import type { OnboardingActivities } from '../activities/onboarding-activities';
import { apply, type Performed, type Settled } from '../domain/apply';
import type { OnboardingFacts, StoreFacts } from '../domain/facts';
import type { Step, Wait } from '../domain/next-step';
import type { Unverifiable } from '../domain/outcomes';
import { policyDays } from '../domain/policy';
import { labelOf } from '../domain/wakeups';
import { snoozeOf, stepsInPlay } from '../domain/year';

type Activities = ActivityInterfaceFor<OnboardingActivities>;

/** An activity that gives no sign of life for so long has lost its worker and is begun anew. */
const HEARTBEAT_TIMEOUT = '10s';

/** Calls outside: a bounded budget, so that the loop gets to its messages while somebody is down. */
const outside = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  scheduleToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1s', maximumInterval: '20s' },
});

/** Work on our own registry, without which nothing can go on anyway: until it is done. */
const registry = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '200ms', maximumInterval: '30s' },
});

/** One activity; its outcome becomes facts. */
export async function perform(facts: OnboardingFacts, step: Exclude<Step, Wait>): Promise<OnboardingFacts> {
  return apply(facts, await performed(facts, step), Date.now());
}

async function performed(facts: OnboardingFacts, step: Exclude<Step, Wait>): Promise<Performed> {
  const { onboardingId, policy } = facts;
  switch (step.kind) {
    case 'takeVerb': {
      const outcome = await registry.takeVerb.executeWithOptions({ summary: 'Take in an operator verb' }, [
        { onboardingId, verb: step.verb },
      ]);
      return { kind: step.kind, step, outcome };
    }
    case 'verifyCandidate': {
      const input = {
        onboardingId,
        candidateRef: step.candidate.ref,
        grantLifeMs: policyDays(policy, policy.grantDays),
        acceptedOwner: step.candidate.decision === 'accepted',
      };
      const outcome = await withinBudget(
        outside.verifyCandidate.executeWithOptions({ summary: 'Verify the consent with Amazon' }, [input]),
      );
      return { kind: step.kind, step, outcome };
    }
    case 'dropCandidate': {
      const input = { onboardingId, candidateRef: step.candidate.ref };
      await registry.dropCandidate.executeWithOptions({ summary: 'Drop a consent that is kept no longer' }, [input]);
      return { kind: step.kind, step, outcome: SETTLED };
    }
    case 'validateKey': {
      const { revision, stores } = step;
      const summary =
        stores.length === 0
          ? 'Check the Commerce API key'
          : `Check the Commerce API key, then create store ${idsOf(stores)}`;
      const outcome = await withinBudget(
        outside.validateKey.executeWithOptions({ summary }, [{ onboardingId, revision, stores: stores.map(asked) }]),
      );
      return { kind: step.kind, step, outcome };
    }
    case 'createStores': {
      const summary = `Create store ${idsOf(step.stores)}`;
      const outcome = await withinBudget(
        outside.createStores.executeWithOptions({ summary }, [{ onboardingId, stores: step.stores.map(asked) }]),
      );
      return { kind: step.kind, step, outcome };
    }
    case 'joinStores': {
      const input = { onboardingId, grantRef: step.grantRef, freshForMs: policyDays(policy, 1) };
      const summary = `Ask Amazon about store ${idsOf(step.stores)}`;
      const outcome = await withinBudget(outside.joinStores.executeWithOptions({ summary }, [input]));
      return { kind: step.kind, step, outcome };
    }
    case 'askForConsent': {
      const input = { onboardingId, round: step.round, step: step.mail };
      const summary = step.mail.kind === 'invitation' ? 'Invite the seller' : 'Ask the seller again';
      const outcome = await withinBudget(outside.askForConsent.executeWithOptions({ summary }, [input]));
      return { kind: step.kind, step, outcome };
    }
    case 'planYear': {
      const input = { onboardingId, grantRef: step.grantRef, plannedAt: Date.now() };
      const outcome = await registry.planYear.executeWithOptions({ summary: `Plan year ${step.generation}` }, [input]);
      return { kind: step.kind, step, outcome };
    }
    case 'performStep': {
      const input = {
        onboardingId,
        generation: step.generation,
        step: step.mail,
        snoozedUntil: snoozeOf(facts, step.mail),
        estimated: facts.grant?.basis === 'estimated',
      };
      const summary = labelOf(step.mail, stepsInPlay(facts, Date.now()), input.snoozedUntil);
      // An alert is a write to our own registry: nobody outside can be down.
      const outcome =
        step.mail.lane === 'operator'
          ? await registry.performStep.executeWithOptions({ summary }, [input])
          : await withinBudget(outside.performStep.executeWithOptions({ summary }, [input]));
      return { kind: step.kind, step, outcome };
    }
    case 'readStanding': {
      const input = { onboardingId, grantRef: step.grantRef };
      const summary = 'Read whether the authorization still lives';
      const outcome = await registry.readStanding.executeWithOptions({ summary }, [input]);
      return { kind: step.kind, step, outcome };
    }
    case 'probeGrant': {
      const input = { onboardingId, grantRef: step.grantRef };
      const summary = 'Ask Amazon whether the authorization still lives';
      const outcome = await withinBudget(outside.probeGrant.executeWithOptions({ summary }, [input]));
      return { kind: step.kind, step, outcome };
    }
    case 'close': {
      const summary = 'Destroy credentials and tokens';
      const outcome = await registry.close.executeWithOptions({ summary }, [{ onboardingId }]);
      return { kind: step.kind, step, outcome };
    }
  }
}

function asked({ storeId, revision }: StoreFacts) {
  return { storeId, revision };
}

function idsOf(stores: readonly StoreFacts[]): string {
  return stores.map(({ storeId }) => storeId).join(', ');
}

const SETTLED: Settled = { outcome: 'done' };

/**
 * Turns exactly one failure into a value: the activity's budget is spent. It tells the last reason for which the
 * outside party could not be asked; the loop backs off.
 */
async function withinBudget<T>(running: Promise<T>): Promise<T | Unverifiable> {
  try {
    return await running;
  } catch (error) {
    if (error instanceof ActivityFailure && error.retryState === 'TIMEOUT') return lastReason(error);
    throw error;
  }
}

function lastReason({ cause }: ActivityFailure): Unverifiable {
  const failure = cause instanceof ApplicationFailure ? cause : cause?.cause;
  if (failure instanceof ApplicationFailure && failure.type === 'CouldNotAsk') {
    const [unverifiable] = (failure.details ?? []) as [Unverifiable?];
    if (unverifiable) return unverifiable;
  }
  return { outcome: 'unverifiable', reason: cause instanceof ApplicationFailure ? 'unexpected_answer' : 'timeout' };
}
