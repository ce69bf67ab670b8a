import type { AuthorizationYear } from './authorization-year';
import type { CallbackToConnected } from './callback';
import type { HistorySize } from './history-size';
import type { LargeRegistry } from './large-registry';
import type { Reminders } from './reminders';
import type { StatusReads } from './status-reads';
import type { SweepRate } from './sweep-rate';
import type { Throughput } from './throughput';

/** What one run of the bench found; a measurement that was not asked for is absent. */
export interface Figures {
  readonly command: string;
  readonly startedAt: string;
  readonly machine: {
    readonly cores: number;
    readonly processor: string;
    readonly node: string;
    readonly temporal: string;
    /** Of the last minute, before the bench began: what else the machine had to do. */
    readonly loadBefore: number;
  };
  readonly throughput?: Throughput;
  readonly historySize?: HistorySize;
  readonly callback?: CallbackToConnected;
  readonly statusReads?: StatusReads;
  readonly sweepRate?: SweepRate;
  readonly largeRegistry?: LargeRegistry;
  readonly authorizationYear?: AuthorizationYear;
  readonly reminders?: Reminders;
}
