import { Context } from '@temporalio/activity';
import { Agent, request } from 'undici';

/** Stands for the activities of the same names; of what they do only the calls to outside parties are left, empty. */
export interface SkeletonActivities {
  validateKey(): Promise<void>;
  askForConsent(): Promise<void>;
  verifyCandidate(): Promise<void>;
  planYear(): Promise<void>;
  performStep(): Promise<void>;
  publish(stage: string): Promise<void>;
  nothing(): Promise<void>;
}

/** How often an onboarding calls outside in each activity, one mail counting as one call. */
const OUTSIDE_CALLS = {
  /** The gateway's ping, and on the same trip websites, groups, views, modules, the attribute, configs. */
  validateKey: 7,
  /** The invitation. */
  askForConsent: 1,
  /** A token, and the participations with it; the selling plan is asked for in Europe only. */
  verifyCandidate: 2,
  planYear: 0,
  /** The confirmation. */
  performStep: 1,
} as const;

/** @param published is told the workflow's id and its stage when it is about to wait */
export function createSkeletonActivities(
  emptyUrl: string,
  published: (workflowId: string, stage: string) => void,
): SkeletonActivities {
  const dispatcher = new Agent();
  const calling = (times: number) => async () => {
    for (let made = 0; made < times; made += 1) {
      const { body } = await request(emptyUrl, { dispatcher });
      await body.dump();
    }
  };
  return {
    validateKey: calling(OUTSIDE_CALLS.validateKey),
    askForConsent: calling(OUTSIDE_CALLS.askForConsent),
    verifyCandidate: calling(OUTSIDE_CALLS.verifyCandidate),
    planYear: calling(OUTSIDE_CALLS.planYear),
    performStep: calling(OUTSIDE_CALLS.performStep),
    publish(stage) {
      published(Context.current().info.workflowExecution?.workflowId ?? '', stage);
      return Promise.resolve();
    },
    nothing: () => Promise.resolve(),
  };
}
