import { isGrpcServiceError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { noticeWorkflowsOf, onboardingWorkflowId } from './ids';

/** A call to Temporal takes no longer than this; whoever asks tries again. */
const CALL_TIMEOUT_MS = 5_000;
/** gRPC's status code. */
const NOT_FOUND = 5;

/**
 * Has the server delete the closed workflows of an onboarding, all runs of each; it does so in its own time. Safe to
 * repeat. Throws while one is running, or while the server's lists do not show yet that it has ended.
 */
export function createEraseHistories(client: Client): (onboardingId: string) => Promise<void> {
  const bounded = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + CALL_TIMEOUT_MS, call);

  return (onboardingId) =>
    bounded(async () => {
      const workflowId = onboardingWorkflowId(onboardingId);
      const query = `WorkflowId = "${workflowId}" OR WorkflowId STARTS_WITH "${noticeWorkflowsOf(onboardingId)}"`;
      const newest = await runIdOf(client, workflowId);
      const deleted: string[] = [];
      for await (const { status, workflowId: id, runId } of client.workflow.list({ query })) {
        if (status.name === 'RUNNING') throw new Error('A workflow of an erased onboarding is still running');
        await deleteRun(client, id, runId);
        deleted.push(runId);
      }
      if (newest !== undefined && !deleted.includes(newest)) {
        throw new Error('The last run of an erased onboarding is not listed yet');
      }
    });
}

async function deleteRun(client: Client, workflowId: string, runId: string): Promise<void> {
  const { namespace } = client.options;
  await unlessGone(
    client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId, runId } }),
  );
}

async function runIdOf(client: Client, workflowId: string): Promise<string | undefined> {
  return (await unlessGone(client.workflow.getHandle(workflowId).describe()))?.runId;
}

/** Undefined for what the server no longer has. */
async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    if (code === NOT_FOUND || error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
