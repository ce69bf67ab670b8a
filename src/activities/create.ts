import { createAmazonActivities, type AmazonActivitiesDeps } from './amazon';
import { createCommerceActivities, type CommerceActivitiesDeps } from './commerce';
import type { MailDeps } from './mail-once';
import { createNoticeMailActivities } from './notice-mail';
import type { OnboardingActivities } from './onboarding-activities';
import { createProbeActivities, type ProbeActivitiesDeps } from './probe';
import { createRegistryActivities, type RegistryActivitiesDeps } from './registry';
import { createSellerMailActivities } from './seller-mail';

export type ActivityDeps = AmazonActivitiesDeps &
  CommerceActivitiesDeps &
  ProbeActivitiesDeps &
  RegistryActivitiesDeps &
  MailDeps;

/** Everything that a worker has done for its workflows. */
export function createActivities(deps: ActivityDeps): OnboardingActivities {
  return {
    ...createAmazonActivities(deps),
    ...createCommerceActivities(deps),
    ...createProbeActivities(deps),
    ...createRegistryActivities(deps),
    ...createSellerMailActivities(deps),
    ...createNoticeMailActivities(deps),
  };
}
