import type { Instant } from './clock';
import { PARTIES, type WaitingOn } from './stages';

/** How long each party has held the ball, in milliseconds. */
export type Ledger = Readonly<Record<WaitingOn, number>>;

/** The finished holdings, and whose time runs since when. */
export interface Holdings {
  readonly finished: Ledger;
  readonly running: { readonly holder: WaitingOn; readonly since: Instant } | null;
}

/** Nobody has held anything. */
export function noTime(): Record<WaitingOn, number> {
  return { seller: 0, merchant: 0, operator: 0, amazon: 0, commerce: 0, us: 0, nobody: 0 };
}

/**
 * Adds up who held the ball, from who took it when, in the order in which it was written. The instants may come from
 * different clocks: where one lies before the one that was written before it, its holder has held the ball from the latter
 * on, so that no time is counted twice and none is lost.
 */
export function holdingsOf(entries: readonly { readonly waitingOn: WaitingOn; readonly from: Instant }[]): Holdings {
  let running: Holdings['running'] = null;
  const finished = noTime();
  for (const { waitingOn: holder, from } of entries) {
    const since: Instant = running ? Math.max(running.since, from) : from;
    if (running) finished[running.holder] += since - running.since;
    running = { holder, since };
  }
  return { finished, running };
}

/** All of the time until `until`, in whole seconds that together are all whole seconds of it. */
export function ledgerSeconds({ finished, running }: Holdings, until: Instant): Ledger {
  const seconds = noTime();
  let [total, told] = [0, 0];
  for (const party of PARTIES) {
    total += finished[party] + (running?.holder === party ? Math.max(0, until - running.since) : 0);
    seconds[party] = Math.floor(total / 1_000) - told;
    told += seconds[party];
  }
  return seconds;
}
