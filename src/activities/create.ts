import { createAmazonActivities, type AmazonActivitiesDeps } from './amazon';
import { createCommerceActivities, type CommerceActivitiesDeps } from './commerce';
import type { OnboardingActivities } from './onboarding-activities';
import { createRegistryActivities, type RegistryActivitiesDeps } from './registry';
import { createNoticeMailActivities } from './notice-mail';
import { createSellerMailActivities, type SellerMailDeps } from './seller-mail';

export type ActivityDeps = AmazonActivitiesDeps & CommerceActivitiesDeps & RegistryActivitiesDeps & SellerMailDeps;

/** Everything that a worker has done for its workflows. */
export function createActivities(deps: ActivityDeps): OnboardingActivities {
  return {
    ...createAmazonActivities(deps),
    ...createCommerceActivities(deps),
    ...createRegistryActivities(deps),
    ...createSellerMailActivities(deps),
    ...createNoticeMailActivities(deps),
  };
}
