import { createClient, lazyConnection } from '../../src/temporal/connection';
import type { OnboardingFacts } from '../../src/domain/facts';
import { onboardingWorkflowId } from '../../src/temporal/ids';
import { currentFacts } from '../../src/workflows/messages';

/** What Temporal knows of an onboarding's process. */
export interface ProcessView {
  /** Asks the process itself, so a worker must run. */
  facts(onboardingId: string): Promise<OnboardingFacts>;
  searchAttributes(onboardingId: string): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

/** A call that meets a killed server or worker is given up after this and made again by whoever waits. */
const CALL_TIMEOUT_MS = 10_000;

export function openProcessView(address: string, namespace: string): ProcessView {
  const connection = lazyConnection({ address });
  const client = createClient(connection, namespace);
  const bounded = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + CALL_TIMEOUT_MS, call);
  const handleOf = (onboardingId: string) => client.workflow.getHandle(onboardingWorkflowId(onboardingId));
  return {
    facts: (onboardingId) => bounded(() => handleOf(onboardingId).query(currentFacts)),
    async searchAttributes(onboardingId) {
      const { typedSearchAttributes } = await bounded(() => handleOf(onboardingId).describe());
      return Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
    },
    close: () => connection.close(),
  };
}
