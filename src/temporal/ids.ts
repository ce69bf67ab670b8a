/** The namespace when none is configured; every server has it. */
export const DEFAULT_NAMESPACE = 'default';

/** Where onboarding workflows and their activities are served. Persisted in open runs: never rename it. */
export const ONBOARDING_TASK_QUEUE = 'onboarding';

const PREFIX = 'onboarding/';
const ONBOARDING_ID = /^[A-Za-z0-9._-]{1,100}$/;

/** The workflow that carries the onboarding `onboardingId` for as long as it lives. */
export function onboardingWorkflowId(onboardingId: string): string {
  return `${PREFIX}${onboardingId}`;
}

/** The onboarding that the workflow `workflowId` carries; undefined if it is not an onboarding's workflow. */
export function onboardingIdOf(workflowId: string): string | undefined {
  if (!workflowId.startsWith(PREFIX)) return undefined;
  const onboardingId = workflowId.slice(PREFIX.length);
  return ONBOARDING_ID.test(onboardingId) ? onboardingId : undefined;
}
