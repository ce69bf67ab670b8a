import type { CallSummary, Operation } from '../../src/simulator/calls';
import type { CrowdMerchant } from '../../src/simulator/crowd';
import type { FaultOrder } from '../../src/simulator/faults';
import type { Mail } from '../../src/simulator/mailbox';
import type { Addresses } from '../../src/simulator/simulation';
import { until } from './until';

/** What the tests ask of the simulator. */
export interface SimulatorOrders {
  /** Resolves once the fault is on order. */
  fault(order: FaultOrder): Promise<void>;
  /** Resolves once every ordered fault of the operation has met its call: a delayed call is being held from then on. */
  struck(operation: Operation): Promise<void>;
  /** Lets every call that is held go on. */
  release(): Promise<void>;
  /** How many calls of the operation have ended. */
  ended(operation: Operation): Promise<number>;
  mailsTo(email: string): Promise<readonly Mail[]>;
  /** All of them. */
  mails(): Promise<readonly Mail[]>;
  crowd(count: number): Promise<readonly CrowdMerchant[]>;
  /** Consents as the seller; the address to which Amazon sends the browser. */
  consent(seller: string, consentUrl: string): Promise<string>;
}

export function createSimulatorOrders(addresses: Addresses): SimulatorOrders {
  async function ask(path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await fetch(path, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`The simulator answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
  const control = (path: string, init?: RequestInit) => ask(`${addresses.control}${path}`, init);
  const order = (path: string, body: unknown) =>
    control(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  return {
    async fault(fault) {
      await order('/faults', fault);
    },
    struck: async (operation) => {
      await until(`the ordered fault of ${operation} strikes`, async () => {
        const pending = (await control('/faults')) as readonly { readonly operation: string }[];
        return pending.every((fault) => fault.operation !== operation);
      });
    },
    async release() {
      await control('/faults', { method: 'DELETE' });
    },
    ended: async (operation) => ((await control('/calls')) as CallSummary).totals[operation].count,
    mailsTo: async (email) =>
      (await ask(`${addresses.mail}/messages.json?to=${encodeURIComponent(email)}`)) as readonly Mail[],
    mails: async () => (await ask(`${addresses.mail}/messages.json`)) as readonly Mail[],
    crowd: async (count) => (await order('/crowd', { count })) as readonly CrowdMerchant[],
    consent: async (seller, consentUrl) =>
      ((await order('/consent', { seller, consentUrl })) as { readonly callbackUrl: string }).callbackUrl,
  };
}
