import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { connectWorker } from '../../src/temporal/connection';
import { dataConverter } from '../../src/temporal/data-converter';
import { DEFAULT_NAMESPACE } from '../../src/temporal/ids';
import { createSkeletonActivities } from './activities';
import { SKELETON_TASK_QUEUE } from './messages';

/** A process that does nothing but run skeletons, with the settings of the product's worker. */
async function main(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
  const connection = await connectWorker({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
  const worker = await Worker.create({
    connection,
    namespace: DEFAULT_NAMESPACE,
    taskQueue: SKELETON_TASK_QUEUE,
    workflowsPath: require.resolve('./workflow'),
    activities: {
      ...createSkeletonActivities(process.env['EMPTY_URL'] ?? '', (workflowId, stage) =>
        process.send?.({ workflowId, stage }),
      ),
    },
    dataConverter,
    maxCachedWorkflows: 500,
  });
  process.once('SIGTERM', () => process.exit(0));
  process.once('disconnect', () => process.exit(0));
  process.send?.({ ready: true });
  await worker.run();
}

void main();
