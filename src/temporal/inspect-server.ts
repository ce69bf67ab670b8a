import { isGrpcServiceError, type Connection } from '@temporalio/client';
import type { Instant } from '../domain/clock';
import { lazyConnection, type ServerAccess } from './connection';
import { ONBOARDING_TASK_QUEUE } from './ids';
import { searchAttributesOf } from './register-search-attributes';

/** What can be told of a Temporal server and our namespace without changing anything. */
export type ServerReport =
  | { readonly outcome: 'unreachable' }
  | { readonly outcome: 'access_refused' }
  | { readonly outcome: 'no_namespace'; readonly version: string }
  | {
      readonly outcome: 'answers';
      readonly version: string;
      /** Names of search attributes that are not registered yet, and of those that hold something else. */
      readonly attributes: { readonly missing: readonly string[]; readonly conflicting: readonly string[] };
      /** When a worker last asked for work, by the server's clock; null if none did within about five minutes. */
      readonly lastPoll: { readonly workflows: Instant | null; readonly activities: Instant | null };
    };

/** gRPC's numbers for its status codes. */
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

type DescribeTaskQueue = Parameters<Connection['workflowService']['describeTaskQueue']>[0];
type TaskQueueType = NonNullable<DescribeTaskQueue['taskQueueType']>;

/** The numbers of `TaskQueueType` in Temporal's API, whose enum no package of ours has. */
const WORKFLOW_TASKS = 1 as unknown as TaskQueueType;
const ACTIVITY_TASKS = 2 as unknown as TaskQueueType;

/** Asks the server about itself, the namespace and the workers of our task queue; each question takes at most `timeoutMs`. */
export async function inspectServer(access: ServerAccess, namespace: string, timeoutMs: number): Promise<ServerReport> {
  const connection = lazyConnection(access);
  const ask = <T>(question: () => Promise<T>) => connection.withDeadline(Date.now() + timeoutMs, question);
  try {
    const { serverVersion: version } = await ask(() => connection.workflowService.getSystemInfo({}));
    try {
      await ask(() => connection.workflowService.describeNamespace({ namespace }));
    } catch (error) {
      if (statusOf(error) === NOT_FOUND) return { outcome: 'no_namespace', version };
      throw error;
    }
    const [attributes, workflows, activities] = await Promise.all([
      ask(() => searchAttributesOf(connection, namespace)),
      ask(() => lastPoll(connection, namespace, WORKFLOW_TASKS)),
      ask(() => lastPoll(connection, namespace, ACTIVITY_TASKS)),
    ]);
    return { outcome: 'answers', version, attributes, lastPoll: { workflows, activities } };
  } catch (error) {
    const status = statusOf(error);
    if (status === PERMISSION_DENIED || status === UNAUTHENTICATED) return { outcome: 'access_refused' };
    return { outcome: 'unreachable' };
  } finally {
    await connection.close();
  }
}

async function lastPoll(
  connection: Connection,
  namespace: string,
  taskQueueType: TaskQueueType,
): Promise<Instant | null> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: ONBOARDING_TASK_QUEUE },
    taskQueueType,
  });
  const polls = pollers.map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000);
  return polls.length === 0 ? null : Math.max(...polls);
}

function statusOf(error: unknown): number | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  const found = [error, cause].find((one) => isGrpcServiceError(one));
  return found && isGrpcServiceError(found) ? found.code : undefined;
}
