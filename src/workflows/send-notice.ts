import { proxyActivities, sleep, type ActivityInterfaceFor } from '@temporalio/workflow';
import type { OnboardingActivities } from '../activities/onboarding-activities';
import type { NoticeInput } from './messages';

const { sendNotice: send } = proxyActivities<Pick<ActivityInterfaceFor<OnboardingActivities>, 'sendNotice'>>({
  startToCloseTimeout: '30s',
  heartbeatTimeout: '10s',
  scheduleToCloseTimeout: '3 days',
  retry: { initialInterval: '1s', maximumInterval: '1 hour' },
});

/** Sends one mail that belongs to no step of an onboarding's process, and goes on trying while mail servers are down. */
export async function sendNotice({ onboardingId, notice, waitMs }: NoticeInput): Promise<void> {
  if (waitMs > 0) await sleep(waitMs, { summary: 'It may be mended before anybody needs a mail' });
  await send.executeWithOptions({ summary: `Mail: ${notice.kind}` }, [{ onboardingId, notice }]);
}
