import { mailContact } from './contact-notice-mail';
import type { MailDeps } from './mail-once';
import { mailMerchant } from './merchant-mail';
import type { OnboardingActivities } from './onboarding-activities';

/** Mails that belong to no step of the process. */
export function createNoticeMailActivities(deps: MailDeps): Pick<OnboardingActivities, 'sendNotice'> {
  return {
    sendNotice: ({ onboardingId, notice }) =>
      notice.kind === 'merchant_needed' ? mailMerchant(deps, onboardingId) : mailContact(deps, onboardingId, notice),
  };
}
