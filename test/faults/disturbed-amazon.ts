import type { Operation } from '../../src/simulator/calls';
import type { FaultOrder } from '../../src/simulator/faults';
import { mustBeConnected, mustHaveAsked } from './expectations';
import type { Onboarding } from './onboarding';
import type { Report } from './report';
import type { FaultWorld } from './world';

interface Disturbance {
  readonly name: string;
  readonly from: 'nothing' | 'consented';
  readonly faults: readonly FaultOrder[];
  /** The headings under which the seller is asked again. */
  readonly asks?: readonly string[];
  /** Mails that were taken and of which we could not know. */
  readonly lostReceipts?: number;
}

const LOST = 'Amazon’s answer did not reach us';

const DISTURBANCES: readonly Disturbance[] = [
  {
    name: 'LWA takes the code and its answer is lost',
    from: 'consented',
    faults: [{ operation: 'lwa.token', drop: 'after' }],
    asks: [LOST],
  },
  {
    name: 'LWA drops the connection before it has taken the code',
    from: 'consented',
    faults: [{ operation: 'lwa.token', drop: 'before' }],
    asks: [LOST],
  },
  {
    name: 'LWA answers the exchange with 503',
    from: 'consented',
    faults: [{ operation: 'lwa.token', status: 503 }],
    asks: [LOST],
  },
  {
    name: 'LWA answers the refresh with 500 for a while',
    from: 'consented',
    faults: [
      { operation: 'lwa.token', delayMs: 0 },
      { operation: 'lwa.token', times: 2, status: 500 },
    ],
  },
  {
    name: 'SP-API answers 500 for a while',
    from: 'consented',
    faults: [{ operation: 'sellers.participations', times: 3, status: 500 }],
  },
  {
    name: 'SP-API answers 429',
    from: 'consented',
    faults: [{ operation: 'sellers.participations', status: 429 }],
  },
  {
    name: 'the gateway answers 503 for a while',
    from: 'nothing',
    faults: [{ operation: 'commerce.ping', times: 2, status: 503 }],
  },
  {
    name: 'Commerce loses its answers for a while',
    from: 'nothing',
    faults: [{ operation: 'commerce.rest', times: 2, drop: 'after' }],
  },
  {
    name: 'the mail server takes the mail and its answer is lost',
    from: 'nothing',
    faults: [{ operation: 'smtp', drop: 'after' }],
    lostReceipts: 1,
  },
];

/** Everybody outside answers wrongly, late or not at all; nobody is killed. */
export async function disturbAmazon(world: FaultWorld, make: () => Onboarding, report: Report): Promise<void> {
  const placed = DISTURBANCES.map((disturbance) => ({ disturbance, onboarding: make() }));
  const consenting = placed.filter(({ disturbance }) => disturbance.from === 'consented');
  await Promise.all(consenting.map(({ onboarding }) => onboarding.consent()));
  const finishing: Promise<void>[] = [];
  for (const { disturbance, onboarding } of placed) {
    for (const fault of disturbance.faults) await world.simulator.fault(fault);
    const finished = report.scenario(disturbance.name, async () => {
      await mustBeConnected(world, onboarding, disturbance.lostReceipts);
      mustHaveAsked(onboarding, disturbance.asks ?? []);
      return onboarding.seller.askedAgain;
    });
    finished.catch(() => undefined);
    finishing.push(finished);
    // The next one's faults must not strike this one, whose calls of LWA go on until it is connected.
    const operations = operationsOf(disturbance);
    const struck = Promise.all([...operations].map((operation) => world.simulator.struck(operation)));
    await Promise.race([finished, struck]);
    if (operations.has('lwa.token')) await finished;
  }
  await Promise.all(finishing);
}

function operationsOf({ faults }: Disturbance): ReadonlySet<Operation> {
  return new Set(faults.map(({ operation }) => operation));
}

/** Amazon cannot be reached at the moment of the exchange: nothing was sent, and the seller is told so. */
export async function loseAmazon(world: FaultWorld, make: () => Onboarding, report: Report): Promise<void> {
  const onboarding = make();
  await onboarding.consent();
  await world.kill(['simulator']);
  await onboarding.seller.comeBackUnseen();
  await world.revive(['simulator']);
  await report.scenario('Amazon cannot be reached at the exchange', async () => {
    await mustBeConnected(world, onboarding);
    mustHaveAsked(onboarding, ['Amazon could not be reached']);
    return onboarding.seller.askedAgain;
  });
}
