import { proxyActivities, sleep, type ActivityInterfaceFor } from '@temporalio/workflow';
import type { OnboardingActivities } from '../activities/onboarding-activities';
import type { Notice } from '../domain/notice';
import type { NoticeInput } from './messages';

const { sendNotice: send } = proxyActivities<Pick<ActivityInterfaceFor<OnboardingActivities>, 'sendNotice'>>({
  startToCloseTimeout: '30s',
  heartbeatTimeout: '10s',
  scheduleToCloseTimeout: '3 days',
  retry: { initialInterval: '1s', maximumInterval: '1 hour' },
});

/** Sends one mail that belongs to no step of an onboarding's process, and goes on trying while mail servers are down. */
export async function sendNotice({ onboardingId, notice, waitMs }: NoticeInput): Promise<void> {
  if (waitMs > 0) await sleep(waitMs, { summary: whyWait(notice) });
  await send.executeWithOptions({ summary: `Mail: ${notice.kind}` }, [{ onboardingId, notice }]);
}

function whyWait({ kind }: Notice): string {
  return kind === 'disconnect_undone'
    ? 'A mail about the disconnect may just be leaving'
    : 'It may be mended before anybody needs a mail';
}
