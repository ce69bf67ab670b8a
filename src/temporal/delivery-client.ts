import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  type Client,
} from '@temporalio/client';
import type { DeliveryInput } from '../domain/delivery';
import { DELIVERY_WORKFLOW } from '../workflows/messages';
import { deliveryWorkflowId, ONBOARDING_TASK_QUEUE } from './ids';

/** A call to Temporal takes no longer than this; the relay tries again. */
const CALL_TIMEOUT_MS = 5_000;

/** Starts the process that tries on with a delivery. A second call for the same delivery changes nothing. */
export function createHandOver(client: Client): (input: DeliveryInput) => Promise<void> {
  return async (input) => {
    const start = () =>
      client.workflow.start(DELIVERY_WORKFLOW, {
        workflowId: deliveryWorkflowId(input.deliveryId),
        taskQueue: ONBOARDING_TASK_QUEUE,
        args: [input],
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
        workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
        staticSummary: `Deliver an event to ${input.endpointId}`,
      });
    try {
      await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, start);
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  };
}
