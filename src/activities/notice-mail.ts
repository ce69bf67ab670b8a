import { mailRoleAdded } from './campaign-mail';
import { mailContact } from './contact-notice-mail';
import { mailAboutDisconnect } from './disconnect-mail';
import type { MailDeps } from './mail-once';
import { mailMerchant } from './merchant-mail';
import type { OnboardingActivities } from './onboarding-activities';
import { mailRequestedLink } from './requested-link-mail';
import { mailWrongAccount } from './wrong-account-mail';

/** Mails that belong to no step of the process. */
export function createNoticeMailActivities(deps: MailDeps): Pick<OnboardingActivities, 'sendNotice'> {
  return {
    sendNotice: ({ onboardingId, notice }) => {
      if (notice.kind === 'merchant_needed') return mailMerchant(deps, onboardingId);
      if ('grantRef' in notice) return mailWrongAccount(deps, onboardingId, notice);
      if (notice.kind === 'link_requested') return mailRequestedLink(deps, onboardingId, notice);
      if (notice.kind === 'role_added') return mailRoleAdded(deps, onboardingId, notice);
      if ('at' in notice) return mailAboutDisconnect(deps, onboardingId, notice);
      return mailContact(deps, onboardingId, notice);
    },
  };
}
