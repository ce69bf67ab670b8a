import { bundleWorkflowCode, DefaultLogger, type NativeConnection, Worker } from '@temporalio/worker';
import { dataConverter } from '../../src/temporal/data-converter';

export const PROBE_TASK_QUEUE = 'probe';

/** A worker for the probe workflows, set up the way the product's is. */
export async function createProbeWorker(connection: NativeConnection): Promise<Worker> {
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: require.resolve('./probe-workflows'),
    logger: new DefaultLogger('WARN'),
    ...dataConverter,
  });
  return Worker.create({ connection, taskQueue: PROBE_TASK_QUEUE, workflowBundle, dataConverter });
}
