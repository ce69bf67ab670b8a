import { isDeepStrictEqual } from 'node:util';
import type { OnboardingFacts } from '../../src/domain/facts';
import type { Mail } from '../../src/simulator/mailbox';
import type { Onboarding } from './onboarding';
import type { RegistryRows } from './registry-view';
import { until } from './until';
import type { FaultWorld } from './world';

/** Everything that can be seen of an onboarding. */
interface Sight {
  readonly rows: RegistryRows;
  readonly facts: OnboardingFacts;
  readonly searchAttributes: Readonly<Record<string, unknown>>;
  readonly mails: readonly Mail[];
}

/**
 * Lets backend and seller finish, and waits until everything is as it must be for ever.
 * Throws with everything that was seen instead.
 *
 * @param lostReceipts mails that were taken without our being told; each of them, and each kill, excuses one more copy
 */
export async function mustBeConnected(world: FaultWorld, onboarding: Onboarding, lostReceipts = 0): Promise<void> {
  let sight: Sight | undefined;
  let wrong: readonly string[] = [];
  try {
    await onboarding.start();
    await onboarding.seller.finish();
    await until(`${onboarding.id} is as it must be`, async () => {
      sight = await look(world, onboarding);
      wrong = contradictions(sight, 1 + world.kills - onboarding.killsBefore + lostReceipts);
      return wrong.length === 0;
    });
  } catch (error) {
    const status = await world.api.status(onboarding.id).catch((failure: unknown) => String(failure));
    const rows = await world.registry.rows(onboarding.id);
    throw new Error(
      [
        `${onboarding.id}: ${error instanceof Error ? error.message : String(error)}`,
        ...wrong.map((line) => `  - ${line}`),
        `last page: ${onboarding.seller.lastPage}`,
        `status: ${JSON.stringify(status)}`,
        `registry: ${JSON.stringify(rows)}`,
        `facts: ${JSON.stringify(sight?.facts)}`,
        `mails: ${JSON.stringify(sight?.mails.map(({ subject, messageId }) => [subject, messageId]))}`,
      ].join('\n'),
      { cause: error instanceof Error ? error.cause : undefined },
    );
  }
}

async function look({ registry, process, simulator }: FaultWorld, { id, email }: Onboarding): Promise<Sight> {
  return {
    rows: await registry.rows(id),
    facts: await process.facts(id),
    searchAttributes: await process.searchAttributes(id),
    mails: await simulator.mailsTo(email),
  };
}

function contradictions({ rows, facts, searchAttributes, mails }: Sight, mostCopies: number): readonly string[] {
  const inForce = rows.grants.filter(({ status }) => status === 'in_force');
  const generation = inForce[0]?.generation ?? 0;
  const times = (event: string) => rows.events.filter((type) => type === event).length;
  const wrong: string[] = [];
  const mustBe = (what: string, is: unknown, expected: unknown) => {
    if (!isDeepStrictEqual(is, expected)) {
      wrong.push(`${what}: ${JSON.stringify(is)} instead of ${JSON.stringify(expected)}`);
    }
  };

  mustBe('grants in force', inForce.length, 1);
  mustBe('candidates left', rows.grants.filter(({ status }) => status === 'candidate').length, 0);
  mustBe('refresh tokens in the vault', rows.refreshTokens, 1);
  mustBe('outbox rows left', rows.outbox, 0);
  mustBe('stores ready', rows.storesReady, 1);
  mustBe('attempts connected', rows.attempts.filter(({ outcome }) => outcome === 'connected').length, generation);

  for (const event of ['onboarding.started', 'store.created', 'authorization.granted', 'onboarding.connected'])
    mustBe(`events ${event}`, times(event), 1);
  mustBe('events authorization.renewed', times('authorization.renewed'), generation - 1);

  mustBe('stage', rows.projection?.stage, 'connected');
  mustBe('projection', rows.projection, {
    stage: facts.standing?.stage,
    waitingOn: facts.standing?.waitingOn,
    stateVersion: facts.stateVersion,
    generation: facts.grant?.generation,
  });
  mustBe('grant of the process', facts.grant?.ref, inForce[0]?.ref);
  mustBe('candidate of the process', facts.candidate, null);
  mustBe('plan of the process', facts.plan?.generation, generation);
  mustBe('unreadable messages', facts.ignoredMessages, 0);
  mustBe('search attribute of the stage', searchAttributes['OnboardingStage'], 'connected');
  mustBe('search attribute of the generation', searchAttributes['GrantGeneration'], generation);

  const recorded = rows.mails.map(({ messageId }) => messageId);
  const steps = rows.mails.map(({ step, generation: of }) => `${step}/${of}`).sort();
  mustBe('mails recorded', steps, [`connected/${generation}`, 'invitation/0']);
  const received = [...new Set(mails.map(({ messageId }) => messageId ?? 'none'))];
  mustBe('Message-IDs received', received.sort(), [...recorded].sort());
  for (const messageId of received) {
    const copies = mails.filter((mail) => mail.messageId === messageId).length;
    if (copies > mostCopies) wrong.push(`copies of ${messageId}: ${copies} instead of at most ${mostCopies}`);
  }
  return wrong;
}

/** Whoever need not be asked for another consent must not be; whoever must be is asked under these headings. */
export function mustHaveAsked({ id, seller: { askedAgain } }: Onboarding, headings: readonly string[]): void {
  if (isDeepStrictEqual(askedAgain, headings)) return;
  throw new Error(`${id} was asked for another consent ${told(askedAgain)} instead of ${told(headings)}.`);
}

function told(headings: readonly string[]): string {
  return headings.length === 0 ? 'never' : `with “${headings.join('”, “')}”`;
}
