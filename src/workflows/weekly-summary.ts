import { proxyActivities } from '@temporalio/workflow';
import type { SummaryActivities } from '../activities/weekly-summary';

/** For a day; then the next summary is near enough. */
const { sendWeeklySummary } = proxyActivities<SummaryActivities>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '10s',
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '1s', maximumInterval: '1 hour' },
});

/** Tells the operators once a week who held the ball. */
export async function weeklySummary(): Promise<'sent' | 'off'> {
  return (await sendWeeklySummary()).outcome;
}
