import type { Instant } from '../domain/clock';

/** What the simulator counts, and what a fault can be ordered for. */
export const OPERATIONS = [
  'lwa.token',
  'sellers.participations',
  'sellers.account',
  'ims.token',
  'commerce.ping',
  'commerce.rest',
  'smtp',
] as const;
export type Operation = (typeof OPERATIONS)[number];

export interface Call {
  readonly operation: Operation;
  readonly at: Instant;
  /** HTTP status or SMTP reply code; null when the connection was dropped instead of answered. */
  readonly status: number | null;
  /**
   * Milliseconds between the request's arrival and the end of the answer, ordered delays included; for a mail also those
   * that its sender waited for the greeting.
   */
  readonly ms: number;
}

export interface CallSummary {
  readonly totals: Readonly<Record<Operation, { readonly count: number; readonly ms: number }>>;
  readonly totalMs: number;
  /** The last 500 calls, oldest first. */
  readonly recent: readonly Call[];
}

export interface CallLog {
  record(call: Call): void;
  summary(): CallSummary;
  clear(): void;
}

const KEPT = 500;

/** Counts the calls of this process; unlike the rest of the simulator's memory it starts empty with each process. */
export function createCallLog(): CallLog {
  const totals = new Map<Operation, { count: number; ms: number }>();
  let recent: Call[] = [];
  const totalOf = (operation: Operation): { count: number; ms: number } => totals.get(operation) ?? { count: 0, ms: 0 };
  return {
    record(call) {
      const total = totalOf(call.operation);
      totals.set(call.operation, { count: total.count + 1, ms: total.ms + call.ms });
      recent.push(call);
      if (recent.length > KEPT) recent.shift();
    },
    summary() {
      return {
        totals: {
          'lwa.token': totalOf('lwa.token'),
          'sellers.participations': totalOf('sellers.participations'),
          'sellers.account': totalOf('sellers.account'),
          'ims.token': totalOf('ims.token'),
          'commerce.ping': totalOf('commerce.ping'),
          'commerce.rest': totalOf('commerce.rest'),
          smtp: totalOf('smtp'),
        },
        totalMs: [...totals.values()].reduce((sum, total) => sum + total.ms, 0),
        recent: [...recent],
      };
    },
    clear() {
      totals.clear();
      recent = [];
    },
  };
}
