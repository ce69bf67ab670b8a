import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { isGrpcServiceError, type Connection } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { connectWorker, type ServerAccess } from '../temporal/connection';
import { registerSearchAttributes, SearchAttributeConflict } from '../temporal/register-search-attributes';

const FIRST_WAIT_MS = 250;
const LAST_WAIT_MS = 10_000;
/** How long one question to a silent server may take. */
const ANSWER_WITHIN_MS = 5_000;

/** gRPC's numbers for refusals that time does not heal: no permission, and an API key that is none. */
const REFUSALS: readonly number[] = [7, 16];

/** Deadline exceeded, and unavailable. */
const SILENCE: readonly number[] = [4, 14];

export interface AwaitTemporalOptions {
  readonly access: ServerAccess;
  readonly namespace: string;
  /** A client's connection; the search attributes are registered over it. */
  readonly connection: Connection;
  /** What must be on the server before work is taken. May be repeated. */
  readonly prepare: () => Promise<void>;
  readonly log: { warn(fields: Readonly<Record<string, string | number>>, message: string): void };
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/**
 * Waits until Temporal answers and has the namespace, registers the search attributes there, prepares it and connects a
 * worker.
 * A worker may so be started before its server. Throws `SearchAttributeConflict`, gRPC's error when the server refuses
 * us, or the signal's reason.
 */
export async function awaitTemporal(options: AwaitTemporalOptions): Promise<NativeConnection> {
  const { access, namespace, connection, prepare, log, signal } = options;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LAST_WAIT_MS)) {
    // The client leaves a listener of each call on the signal that it is given; those of an attempt go with it.
    const attempt = AbortSignal.any([signal]);
    setMaxListeners(0, attempt);
    try {
      await connection.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
        connection.withAbortSignal(attempt, () => connection.workflowService.describeNamespace({ namespace })),
      );
      await connection.withAbortSignal(attempt, () => registerSearchAttributes(connection, namespace));
      await connection.withAbortSignal(attempt, prepare);
      signal.throwIfAborted();
      return await connectWorker(access);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SearchAttributeConflict || isRefusal(error)) throw error;
      const { address } = access;
      log.warn(
        { address, namespace, waitMs, reason: reasonOf(error) },
        'Temporal cannot be used yet; the worker waits.',
      );
    }
    await delay(waitMs, undefined, { signal });
  }
}

function isRefusal(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return [error, cause].some((one) => isGrpcServiceError(one) && REFUSALS.includes(one.code));
}

/** While nobody answers, gRPC's own words tell of its inner state; otherwise they say what is missing. */
function reasonOf(error: unknown): string {
  if (isGrpcServiceError(error)) return SILENCE.includes(error.code) ? 'no answer' : error.details;
  return error instanceof Error ? error.name : 'unknown error';
}
