import type { Operation } from '../../src/simulator/calls';
import type { Onboarding } from './onboarding';
import type { RegistryRows } from './registry-view';
import { until } from './until';
import type { FaultWorld } from './world';

export const KILLED_ALONE = ['worker', 'api', 'temporal'] as const;
export type KilledAlone = (typeof KILLED_ALONE)[number];

/** A place along the way of an onboarding at which a process is killed. */
export interface Point {
  readonly name: string;
  /** Where the onboarding begins the last bit of its way. */
  readonly from: 'nothing' | 'invited' | 'consented' | 'connected';
  /** Goes as far as it is held outside. Returns what else has to happen, and be seen, once the seal is in place. */
  readonly reach?: (onboarding: Onboarding, world: FaultWorld) => Promise<Arrive>;
  /** Whose death leaves nothing but to ask the seller once more. */
  readonly asksAgain?: KilledAlone;
}

type Arrive = () => Promise<void>;
type Reach = NonNullable<Point['reach']>;

/** Points at which onboardings can stand at the same time, so that one kill hits them all. */
export interface Stand {
  readonly name: string;
  readonly points: readonly Point[];
  /** Bars the rest of the way; what it returns opens it again. */
  seal(world: FaultWorld): Promise<() => void>;
  /** Those who are held outside are let go before the kill, to run against the seal, or only after it. */
  readonly release: 'before the kill' | 'after the kill';
}

/** Longer than anybody waits: a held call is let go, or its caller dies. */
const HELD = { delayMs: 60_000 };
const PASSED = { delayMs: 0 };
/** Calls of Commerce's REST API to check one store. */
const REST_CALLS = 6;

const here: Arrive = () => Promise.resolve();
const start = (onboarding: Onboarding) => onboarding.start();
const comeBack = ({ seller }: Onboarding) => seller.comeBackUnseen();

/** Acts, and is then held in that operation. */
function heldIn(operation: Operation, act: (onboarding: Onboarding) => Promise<void>): Reach {
  return async (onboarding, { simulator }) => {
    await simulator.fault({ operation, ...HELD });
    void act(onboarding).catch(() => undefined);
    await simulator.struck(operation);
    return here;
  };
}

/** After the exchange, which is let through, held while the candidate's token is refreshed. */
const heldInRefresh: Reach = async (onboarding, world) => {
  await world.simulator.fault({ operation: 'lwa.token', ...PASSED });
  return heldIn('lwa.token', comeBack)(onboarding, world);
};

/** And, once it is let go, the registry's rows become so. */
function thenRows(reach: Reach, so: (rows: RegistryRows) => boolean): Reach {
  return async (onboarding, world) => {
    await reach(onboarding, world);
    return () => untilRows(onboarding, world, so);
  };
}

/** And, once it is let go, that many calls of the operation have ended. */
function thenEnded(reach: Reach, operation: Operation, calls: number): Reach {
  return async (onboarding, world) => {
    await reach(onboarding, world);
    const before = await world.simulator.ended(operation);
    return async () => {
      await until(`${operation} is answered`, async () => (await world.simulator.ended(operation)) >= before + calls);
    };
  };
}

/** Acts against the seal, until the rows are so. */
function againstTheSeal(act: (onboarding: Onboarding) => Promise<void>, so: (rows: RegistryRows) => boolean): Reach {
  return (onboarding, world) =>
    Promise.resolve(() => {
      void act(onboarding).catch(() => undefined);
      return untilRows(onboarding, world, so);
    });
}

/** Acts against the lock on the registry: the API has the request, and cannot commit anything for it. */
function againstTheLock(act: (onboarding: Onboarding) => Promise<void>): Reach {
  return (onboarding, { url }) =>
    Promise.resolve(async () => {
      void act(onboarding).catch(() => undefined);
      // Nothing can be seen of a request that waits; but a later one, which needs no registry, is answered after it came.
      for (let later = 0; later < 3; later += 1) await fetch(`${url}/healthz`);
    });
}

async function untilRows({ id }: Onboarding, { registry }: FaultWorld, so: (rows: RegistryRows) => boolean) {
  await until(`${id} is as it is to be killed`, async () => so(await registry.rows(id)));
}

const has = (status: string) => (rows: RegistryRows) => rows.grants.some((grant) => grant.status === status);

/** At Amazon, at Commerce, at the mail server; and the worker takes nothing in any more. */
const HELD_OUTSIDE: Stand = {
  name: 'held outside, the worker stopped',
  release: 'after the kill',
  seal({ victims }) {
    victims.worker.freeze();
    return Promise.resolve(() => victims.worker.thaw());
  },
  points: [
    { name: 'invited, before Connect', from: 'invited' },
    {
      name: 'after Connect, at Amazon',
      from: 'invited',
      async reach({ seller }) {
        await seller.goToAmazon();
        return here;
      },
    },
    { name: 'consented, not yet back', from: 'consented' },
    { name: 'connected and asleep', from: 'connected' },
    { name: 'while the gateway checks the key', from: 'nothing', reach: heldIn('commerce.ping', start) },
    { name: 'while Commerce is read for the store', from: 'nothing', reach: heldIn('commerce.rest', start) },
    { name: 'before the invitation is taken', from: 'nothing', reach: heldIn('smtp', start) },
    {
      name: 'planned, before the mail about the connection is taken',
      from: 'consented',
      reach: heldIn('smtp', comeBack),
    },
    {
      name: 'while SP-API holds the participations',
      from: 'consented',
      reach: heldIn('sellers.participations', comeBack),
    },
    { name: 'while LWA holds the refresh', from: 'consented', reach: heldInRefresh },
    {
      name: 'in the callback, while LWA holds the exchange',
      from: 'consented',
      reach: heldIn('lwa.token', comeBack),
      asksAgain: 'api',
    },
    {
      name: 'the process started, no step made',
      from: 'nothing',
      reach: againstTheSeal(start, ({ outbox, projection }) => projection !== undefined && outbox === 0),
    },
    {
      name: 'the OAuth signal delivered, not taken in',
      from: 'consented',
      reach: againstTheSeal(comeBack, (rows) => has('candidate')(rows) && rows.outbox === 0),
    },
  ],
};

/** Steps are done, and Temporal does not hear of it. */
const TEMPORAL_DEAF: Stand = {
  name: 'Temporal stopped',
  release: 'before the kill',
  seal({ victims }) {
    victims.temporal.freeze();
    return Promise.resolve(() => victims.temporal.thaw());
  },
  points: [
    {
      name: 'the store made ready, nobody told',
      from: 'nothing',
      reach: thenRows(heldIn('commerce.rest', start), ({ storesReady }) => storesReady === 1),
    },
    {
      name: 'the invitation sent, nobody told',
      from: 'nothing',
      reach: thenRows(heldIn('smtp', start), ({ mails }) => mails.length === 1),
    },
    {
      name: 'the key found valid, nobody told',
      from: 'nothing',
      reach: thenEnded(heldIn('commerce.ping', start), 'commerce.ping', 1),
    },
    {
      name: 'the mail about the connection sent, nobody told',
      from: 'consented',
      reach: thenRows(heldIn('smtp', comeBack), ({ mails }) => mails.length === 2),
    },
    {
      name: 'swapped in, before continue-as-new',
      from: 'consented',
      reach: thenRows(heldIn('sellers.participations', comeBack), has('in_force')),
    },
    {
      name: 'the start committed, not yet at Temporal',
      from: 'nothing',
      reach: againstTheSeal(start, ({ outbox }) => outbox === 1),
    },
    {
      name: 'the candidate committed, the redirect unseen, the signal not yet at Temporal',
      from: 'consented',
      reach: againstTheSeal(comeBack, (rows) => has('candidate')(rows) && rows.outbox === 1),
    },
  ],
};

/** Work is done outside, and cannot be written down. */
const REGISTRY_LOCKED: Stand = {
  name: 'the registry locked',
  release: 'before the kill',
  seal: ({ registry }) => registry.lock(),
  points: [
    {
      name: 'the store found good, not yet written',
      from: 'nothing',
      reach: thenEnded(heldIn('commerce.rest', start), 'commerce.rest', REST_CALLS),
    },
    {
      name: 'the invitation taken, not yet written',
      from: 'nothing',
      reach: async (onboarding, world) => {
        await heldIn('smtp', start)(onboarding, world);
        return async () => {
          await until('the mail is taken', async () => (await world.simulator.mailsTo(onboarding.email)).length === 1);
        };
      },
    },
    {
      name: 'the candidate verified, before the swap',
      from: 'consented',
      reach: thenEnded(heldIn('sellers.participations', comeBack), 'sellers.participations', 1),
    },
    {
      name: 'in the callback, the exchange answered, before the commit',
      from: 'consented',
      reach: thenEnded(heldIn('lwa.token', comeBack), 'lwa.token', 1),
      asksAgain: 'api',
    },
    {
      name: 'in the start, before its commit',
      from: 'nothing',
      reach: againstTheLock((onboarding) => onboarding.startUnseen()),
    },
    {
      name: 'in Connect, before its commit',
      from: 'invited',
      reach: againstTheLock(({ seller }) => seller.pressUnseen()),
    },
    { name: 'in the callback, before the claim', from: 'consented', reach: againstTheLock(comeBack) },
  ],
};

export const STANDS: readonly Stand[] = [HELD_OUTSIDE, TEMPORAL_DEAF, REGISTRY_LOCKED];
