import type { Connection } from '@temporalio/client';
import { createClient, lazyConnection } from '../../src/temporal/connection';
import { onboardingWorkflowId } from '../../src/temporal/ids';

/** What an operator sees of an onboarding in Temporal. */
export interface TemporalView {
  searchAttributes(onboardingId: string): Promise<Readonly<Record<string, unknown>>>;
  /** Markdown, as the UI shows it. */
  details(onboardingId: string): Promise<string>;
  /** The history of every run of every workflow, and everything that is said of it in lists. */
  everything(): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

export function openTemporalView(address: string, namespace: string): TemporalView {
  const connection: Connection = lazyConnection({ address });
  const { workflow } = createClient(connection, namespace);
  const handleOf = (onboardingId: string) => workflow.getHandle(onboardingWorkflowId(onboardingId));
  return {
    async searchAttributes(onboardingId) {
      const { typedSearchAttributes } = await handleOf(onboardingId).describe();
      return Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
    },
    async details(onboardingId) {
      const metadata = await handleOf(onboardingId).query<{ currentDetails?: string }>('__temporal_workflow_metadata');
      return metadata.currentDetails ?? '';
    },
    async everything() {
      const found: unknown[] = [];
      for await (const run of workflow.list()) {
        found.push(run.raw, await workflow.getHandle(run.workflowId, run.runId).fetchHistory());
      }
      return found;
    },
    close: () => connection.close(),
  };
}
