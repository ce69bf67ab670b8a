import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
  type Client,
} from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type { StartFacts } from '../domain/facts';
import { marketplaceOfStore } from '../domain/marketplaces';
import type { Notice } from '../domain/notice';
import {
  consentGranted,
  factsChanged,
  NOTICE_WORKFLOW,
  ONBOARDING_WORKFLOW,
  type NoticeInput,
  type OnboardingInput,
} from '../workflows/messages';
import { MARKETPLACES, MERCHANT_ID } from '../workflows/search-attributes';
import { createEraseHistories } from './histories';
import { noticeWorkflowId, ONBOARDING_TASK_QUEUE, onboardingWorkflowId } from './ids';
import { untilAccepted } from './register-search-attributes';

/** A call to Temporal takes no longer than this; the relay tries again. */
const CALL_TIMEOUT_MS = 5_000;

/** The messages that an onboarding's process understands. Every method may be repeated: the second call changes nothing. */
export interface OnboardingClient {
  start(facts: StartFacts): Promise<void>;
  /** `gone`: the process has ended, so nobody needs the message. */
  consentGranted(
    onboardingId: string,
    message: { readonly consentId: string; readonly candidateRef: string },
  ): Promise<'sent' | 'gone'>;
  factsChanged(
    onboardingId: string,
    message: { readonly kind: string; readonly ref: string; readonly revision: number },
  ): Promise<'sent' | 'gone'>;
  /** Has a mail sent beside the process, if it is still wanted after a wait in milliseconds. */
  sendNotice(onboardingId: string, notice: Notice, waitMs: number): Promise<void>;
  /** Deletes its workflows; throws while one is still there. */
  eraseHistories(onboardingId: string): Promise<void>;
}

export function createOnboardingClient(client: Client): OnboardingClient {
  const bounded = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + CALL_TIMEOUT_MS, call);
  const handleOf = (onboardingId: string) => client.workflow.getHandle(onboardingWorkflowId(onboardingId));

  return {
    async start(facts) {
      const input: OnboardingInput = { start: facts };
      const start = () =>
        client.workflow.start(ONBOARDING_WORKFLOW, {
          workflowId: onboardingWorkflowId(facts.onboardingId),
          taskQueue: ONBOARDING_TASK_QUEUE,
          args: [input],
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
          workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
          staticSummary: `Onboarding ${facts.onboardingId} of merchant ${facts.merchantId}`,
          typedSearchAttributes: new TypedSearchAttributes([
            { key: MERCHANT_ID, value: facts.merchantId },
            { key: MARKETPLACES, value: facts.stores.map(({ storeId }) => marketplaceOfStore(storeId).country) },
          ]),
        });
      await bounded(() => unlessStarted(() => untilAccepted(start)));
    },

    consentGranted: (onboardingId, message) =>
      toLiving(() => bounded(() => handleOf(onboardingId).signal(consentGranted, message))),

    factsChanged: (onboardingId, message) =>
      toLiving(() => bounded(() => handleOf(onboardingId).signal(factsChanged, message))),

    async sendNotice(onboardingId, notice, waitMs) {
      const input: NoticeInput = { onboardingId, notice, waitMs };
      const start = () =>
        client.workflow.start(NOTICE_WORKFLOW, {
          workflowId: noticeWorkflowId(onboardingId, notice),
          taskQueue: ONBOARDING_TASK_QUEUE,
          args: [input],
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
          workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
          staticSummary: `Mail beside onboarding ${onboardingId}: ${notice.kind}`,
        });
      await bounded(() => unlessStarted(start));
    },

    eraseHistories: createEraseHistories(client),
  };
}

/** A second start of the same workflow changes nothing. */
async function unlessStarted(start: () => Promise<unknown>): Promise<void> {
  try {
    await start();
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

async function toLiving(signal: () => Promise<void>): Promise<'sent' | 'gone'> {
  try {
    await signal();
    return 'sent';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'gone';
    throw error;
  }
}
