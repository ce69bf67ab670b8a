import { noticeKey, type Notice } from '../domain/notice';

/** The namespace when none is configured; every server has it. */
export const DEFAULT_NAMESPACE = 'default';

/** Where onboarding workflows and their activities are served. Persisted in open runs: never rename it. */
export const ONBOARDING_TASK_QUEUE = 'onboarding';

/** The workflow that carries the onboarding `onboardingId` for as long as it lives. */
export function onboardingWorkflowId(onboardingId: string): string {
  return `onboarding/${onboardingId}`;
}

/** The workflow that sends one mail beside the process of an onboarding. */
export function noticeWorkflowId(onboardingId: string, notice: Notice): string {
  return `${noticeWorkflowsOf(onboardingId)}${noticeKey(notice)}`;
}

/** How the ids of all those workflows of an onboarding begin. */
export function noticeWorkflowsOf(onboardingId: string): string {
  return `notice/${onboardingId}/`;
}

/** The workflow that tries on with a delivery whose first try failed. */
export function deliveryWorkflowId(deliveryId: string): string {
  return `delivery/${deliveryId}`;
}
