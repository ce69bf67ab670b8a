export interface LaneOptions<Row> {
  /** Takes up to so many rows for this relay alone. It may be called when there is nothing to take. */
  readonly claim: (limit: number) => Promise<readonly Row[]>;
  /** Never rejects: what goes wrong is written at the row. The signal says that the lane ends. */
  readonly carryOut: (row: Row, ending: AbortSignal) => Promise<void>;
  /** Rows carried out at the same time. */
  readonly concurrency: number;
  readonly pollMs: number;
  readonly onClaimFailed: (error: unknown) => void;
}

export interface Lane {
  /** Looks at once whether there is something to do. */
  readonly poke: () => void;
  /** Takes no new rows, tells those under way, and waits for them. */
  stop(): Promise<void>;
}

/** Works off the rows of one table: what there is when it begins, when poked, and once per poll. */
export function createLane<Row>(options: LaneOptions<Row>): Lane {
  const ending = new AbortController();
  const underWay = new Set<Promise<void>>();
  let looking: Promise<void> | undefined;
  let lookAgain = false;

  function poke(): void {
    if (ending.signal.aborted) return;
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
    const free = options.concurrency - underWay.size;
    if (free <= 0) return;
    try {
      for (const row of await options.claim(free)) begin(row);
    } catch (error) {
      options.onClaimFailed(error);
    }
  }

  function begin(row: Row): void {
    const work = options.carryOut(row, ending.signal).finally(() => {
      underWay.delete(work);
      // What waited for this row can be claimed from now on.
      poke();
    });
    underWay.add(work);
  }

  const poll = setInterval(poke, options.pollMs);
  poke();

  return {
    poke,
    async stop() {
      clearInterval(poll);
      ending.abort();
      await looking;
      await Promise.all(underWay);
    },
  };
}
