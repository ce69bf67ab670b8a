import type { Clock } from '../domain/clock';
import { createLane } from './lane';
import type { Outbox, OutboxRow, OutboxTask } from './outbox';

type TaskOf<K extends OutboxTask['kind']> = Extract<OutboxTask, { readonly kind: K }>;

/**
 * Carry out the tasks of the outbox. A row can reach an executor twice (a process died, or took longer than the lease),
 * so its effect must be keyed by `outboxId`. Whatever an executor throws means: try again later.
 */
export type Executors = {
  readonly [K in OutboxTask['kind']]: (task: TaskOf<K>, outboxId: string) => Promise<void>;
};

export interface RelayLog {
  /** Fields are ids and figures only. */
  warn(fields: Readonly<Record<string, string | number>>, message: string): void;
}

export interface RelayOptions {
  readonly outbox: Outbox;
  readonly executors: Executors;
  readonly clock: Clock;
  readonly log: RelayLog;
  /** Names this relay in its leases; unique among all relays of the database. */
  readonly owner: string;
  readonly pollMs?: number;
}

export interface Relay {
  /** Looks at once whether there is something to do. */
  poke(): void;
  /** Takes no new rows and waits for those under way. */
  stop(): Promise<void>;
}

export const POLL_MS = 1_000;
/** Onboardings served at the same time; of each, one row at a time. */
const CONCURRENCY = 20;
/** How long another relay waits for the rows of a process that died. */
const LEASE_MS = 12_000;
/** An executor that takes longer is given up, well before the lease ends. */
const EXECUTION_TIMEOUT_MS = 8_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

/** Starts carrying out outbox rows: when poked, after every commit of this process that wrote some, and once a second. */
export function createRelay(options: RelayOptions): Relay {
  const { outbox, clock, log, owner, pollMs = POLL_MS } = options;
  /**
   * Rows whose effect is done and that are still to be taken away: the next claim does it in its own transaction, which
   * saves a commit for each. If the process dies before, the effect is repeated once the lease has run out.
   */
  let carriedOut: string[] = [];

  async function claim(limit: number): Promise<readonly OutboxRow[]> {
    const going = carriedOut;
    carriedOut = [];
    try {
      return await outbox.claim(owner, limit, LEASE_MS, clock.now(), going);
    } catch (error) {
      carriedOut.push(...going);
      throw error;
    }
  }

  async function carryOut(row: OutboxRow): Promise<void> {
    try {
      await withinTimeout(execute(options.executors, row));
      carriedOut.push(row.outboxId);
    } catch (error) {
      await postpone(row, nameOf(error));
    }
  }

  async function postpone(row: OutboxRow, error: string): Promise<void> {
    const { outboxId, task, attempts } = row;
    const waitMs = retryWaitMs(attempts);
    const { onboardingId, kind } = task;
    log.warn({ outboxId, onboardingId, kind, attempts, waitMs, error }, 'A task could not be carried out yet.');
    try {
      await outbox.failed(outboxId, error, clock.now() + waitMs);
    } catch (failure) {
      log.warn({ outboxId, error: nameOf(failure) }, 'The outbox could not be written; the lease will run out.');
    }
  }

  const lane = createLane({
    claim,
    carryOut,
    concurrency: CONCURRENCY,
    pollMs,
    onClaimFailed: (error) =>
      log.warn({ owner, error: nameOf(error) }, 'The outbox could not be read; it is read again with the next poll.'),
  });
  outbox.onWritten(lane.poke);

  return {
    poke: lane.poke,
    async stop() {
      await lane.stop();
      for (const outboxId of carriedOut) await outbox.done(outboxId, clock.now());
    },
  };
}

/** Until the next try after so many failed ones, in milliseconds. */
export function retryWaitMs(attempts: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** attempts, LAST_RETRY_MS);
}

function execute(executors: Executors, { task, outboxId }: OutboxRow): Promise<void> {
  switch (task.kind) {
    case 'start':
      return executors.start(task, outboxId);
    case 'consentGranted':
      return executors.consentGranted(task, outboxId);
    case 'factsChanged':
      return executors.factsChanged(task, outboxId);
    case 'notice':
      return executors.notice(task, outboxId);
    case 'eraseHistories':
      return executors.eraseHistories(task, outboxId);
  }
}

class ExecutionTimeout extends Error {
  override readonly name = 'ExecutionTimeout';
}

async function withinTimeout(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ExecutionTimeout()), EXECUTION_TIMEOUT_MS);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Of an error only its name is kept: messages of outside parties may hold anything. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
