import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { OPERATIONS, type Operation } from './calls';
import type { StateFile } from './state-file';

/** A fault on order: it happens to the next `times` calls of one operation, then it is gone. */
export const faultOrderSchema = z.strictObject({
  operation: z.enum(OPERATIONS),
  times: z.int().min(1).max(10_000).default(1),
  /** Answer this status (for smtp: this reply code) instead of doing the work. */
  status: z.int().min(200).max(599).optional(),
  /** Body of that answer: a string as it is, anything else as JSON. */
  body: z.json().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** Wait this long first, in real milliseconds. */
  delayMs: z.int().min(0).max(600_000).optional(),
  /** `before`: destroy the connection and do nothing. `after`: do the work, then destroy it instead of answering. */
  drop: z.enum(['before', 'after']).optional(),
});

export type FaultOrder = z.input<typeof faultOrderSchema>;
export type Fault = z.output<typeof faultOrderSchema> & { readonly id: string };

export interface Faults {
  order(order: FaultOrder): Promise<Fault>;
  /** The fault that the next call of this operation must suffer, already counted down and written. */
  take(operation: Operation): Promise<Fault | undefined>;
  /** Waits as the fault says; a clear ends the waiting. */
  suffer(fault: Fault): Promise<void>;
  pending(): readonly Fault[];
  /** Calls that wait now go on at once. */
  clear(): Promise<void>;
}

export function createFaults(state: StateFile<{ faults: Fault[] }>): Faults {
  let clearing = new AbortController();
  return {
    async order(order) {
      const fault: Fault = { id: randomUUID(), ...faultOrderSchema.parse(order) };
      state.value.faults.push(fault);
      await state.commit();
      return fault;
    },
    async take(operation) {
      const fault = state.value.faults.find((candidate) => candidate.operation === operation);
      if (!fault) return undefined;
      state.value.faults = state.value.faults.flatMap((other) => {
        if (other !== fault) return [other];
        return other.times > 1 ? [{ ...other, times: other.times - 1 }] : [];
      });
      await state.commit();
      return fault;
    },
    async suffer({ delayMs }) {
      if (delayMs === undefined) return;
      await wait(delayMs, undefined, { signal: clearing.signal }).catch(() => undefined);
    },
    pending: () => state.value.faults,
    async clear() {
      state.value.faults = [];
      await state.commit();
      clearing.abort();
      clearing = new AbortController();
    },
  };
}
