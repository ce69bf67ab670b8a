import { TypedSearchAttributes } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes';
import { MERCHANT_ID, ONBOARDING_STAGE } from '../../src/workflows/search-attributes';
import { createProbeWorker, PROBE_TASK_QUEUE } from './probe-worker';
import { changeSearchAttributes, sleepDays } from './probe-workflows';
import { createTimeSkippingEnvironment } from './time-skipping';

const YEAR_MS = 365 * 86_400_000;
let environment: TestWorkflowEnvironment;

beforeAll(async () => {
  environment = await createTimeSkippingEnvironment();
}, 300_000);
afterAll(() => environment.teardown());

describe('the time-skipping environment', () => {
  it('lets 365 days pass for a sleeping workflow', async () => {
    const worker = await createProbeWorker(environment.nativeConnection);
    const { from, to } = await worker.runUntil(
      environment.client.workflow.execute(sleepDays, {
        workflowId: 'a-year',
        taskQueue: PROBE_TASK_QUEUE,
        args: [365],
      }),
    );
    expect(to - from).toBeGreaterThanOrEqual(YEAR_MS);
    expect(to - from).toBeLessThan(YEAR_MS + 60_000);
  });

  it('takes search attributes at the start and from the workflow', async () => {
    await registerSearchAttributes(environment.connection, 'default');
    const worker = await createProbeWorker(environment.nativeConnection);
    const handle = await environment.client.workflow.start(changeSearchAttributes, {
      workflowId: 'attributes',
      taskQueue: PROBE_TASK_QUEUE,
      typedSearchAttributes: new TypedSearchAttributes([{ key: MERCHANT_ID, value: 'acme' }]),
    });
    await worker.runUntil(handle.result());
    const { typedSearchAttributes } = await handle.describe();
    expect(typedSearchAttributes.get(MERCHANT_ID)).toBe('acme');
    expect(typedSearchAttributes.get(ONBOARDING_STAGE)).toBe('connected');
  });
});
