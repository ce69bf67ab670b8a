import type { Clock } from '../domain/clock';
import type { Outbox, OutboxRow, OutboxTask } from './registry';

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

const POLL_MS = 1_000;
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
  const underWay = new Set<Promise<void>>();
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let stopped = false;

  function poke(): void {
    if (stopped) return;
    if (looking) {
      lookAgain = true;
      return;
    }
    looking = look().finally(() => {
      looking = undefined;
      if (lookAgain) {
        lookAgain = false;
        poke();
      }
    });
  }

  async function look(): Promise<void> {
    const free = CONCURRENCY - underWay.size;
    if (free <= 0) return;
    try {
      for (const row of await outbox.claim(owner, free, LEASE_MS, clock.now())) begin(row);
    } catch (error) {
      log.warn({ owner, error: nameOf(error) }, 'The outbox could not be read; it is read again with the next poll.');
    }
  }

  function begin(row: OutboxRow): void {
    const work = carryOut(row).finally(() => {
      underWay.delete(work);
      // The next row of the same onboarding can be claimed from now on.
      poke();
    });
    underWay.add(work);
  }

  async function carryOut(row: OutboxRow): Promise<void> {
    try {
      await withinTimeout(execute(options.executors, row));
      await outbox.done(row.outboxId, clock.now());
    } catch (error) {
      await postpone(row, nameOf(error));
    }
  }

  async function postpone(row: OutboxRow, error: string): Promise<void> {
    const { outboxId, task, attempts } = row;
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** attempts, LAST_RETRY_MS);
    const { onboardingId, kind } = task;
    log.warn({ outboxId, onboardingId, kind, attempts, waitMs, error }, 'A task could not be carried out yet.');
    try {
      await outbox.failed(outboxId, error, clock.now() + waitMs);
    } catch (failure) {
      log.warn({ outboxId, error: nameOf(failure) }, 'The outbox could not be written; the lease will run out.');
    }
  }

  outbox.onWritten(poke);
  const poll = setInterval(poke, pollMs);
  poke();

  return {
    poke,
    async stop() {
      stopped = true;
      clearInterval(poll);
      await looking;
      await Promise.all(underWay);
    },
  };
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
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
