import * as fc from 'fast-check';
import { contractCheck, type ContractCheck } from '../api/contract-check';
import { createCommonRules, createOperationRules, operationsOf, type NamedOperation } from './answer-rules';
import { knownTo, newCast, type Known } from './cast';
import { requestsFor } from './request-arbitrary';
import type { Sent } from './send';
import { BUDGET_MS, SETTING } from './setting';
import type { Schema } from './value-arbitrary';
import { openWorld, type World } from './world';

let world: World;
let check: ContractCheck;
let operations: ReadonlyMap<string, NamedOperation>;
/** The statuses that each operation has answered. */
const answered = new Map<string, Set<number>>();

beforeAll(async () => {
  world = await openWorld();
  check = contractCheck(world.document);
  const reading = ({ method }: NamedOperation) => (method === 'GET' ? 0 : 1);
  const inOrder = operationsOf(world.document).toSorted((one, other) => reading(one) - reading(other));
  operations = new Map(inOrder.map((named) => [named.operation.operationId, named]));
});
afterAll(() => world.close());

const MINUTE_MS = 60_000;

test(
  'every operation answers whatever is asked as the document says, shows no secret, and the server lives',
  async () => {
    const findings: string[] = [];
    let known: Known | undefined;
    for (const [operationId, named] of operations) {
      // Reading leaves everybody as they are.
      if (named.method !== 'GET' || !known) known = await newCast(world, String(answered.size));
      await fuzz(named, knownTo(operationId, known)).catch((error: unknown) =>
        findings.push(`${operationId}: ${String(error)}`),
      );
      await world.expectAlive();
    }

    expect(findings).toEqual([]);
  },
  BUDGET_MS,
);

async function fuzz(named: NamedOperation, known: Known): Promise<void> {
  const { operationId } = named.operation;
  const statuses = new Set<number>();
  answered.set(operationId, statuses);
  const schemas = world.document.components.schemas as Readonly<Record<string, Schema>>;
  const rules = [createCommonRules(world.secrets), createOperationRules(check, named)];

  const requests = requestsFor(named, { schemas, known }, world.keys);
  const property = fc.asyncProperty(requests, fc.boolean(), async (sent, twice) => {
    world.clock.at += MINUTE_MS;
    // Two at once, as an impatient caller sends them.
    const answers = await Promise.all([world.send(sent), ...(twice ? [world.send(sent)] : [])]);
    for (const answer of answers) {
      statuses.add(answer.status);
      const problems = rules.flatMap((rule) => rule(answer));
      if (isLimited(sent) && answer.status < 300 && OF_OTHERS.test(answer.text)) problems.push('is about others');
      if (problems.length > 0) throw new Error(`${problems.join('; ')}\n${answer.text}`);
    }
  });
  await fc.assert(property, SETTING);
}

/** Ids of onboardings and merchants in the cast that the limited key does not reach. */
const OF_OTHERS = /"(m-)?(connected|leaving|bare|witness|merchant-else)/;

function isLimited({ headers }: Sent): boolean {
  return headers['authorization']?.includes(world.keys.limited) ?? false;
}

test('each operation has done what it was asked at least once, and refused at least once', () => {
  const lacking = [...operations.keys()].filter((operationId) => {
    const statuses = [...(answered.get(operationId) ?? [])];
    return !statuses.some((status) => status < 300) || !statuses.some((status) => status >= 400 && status < 500);
  });

  expect(operations.size).toBeGreaterThan(30);
  expect(lacking).toEqual([]);
});

test('the log tells no secret, and of nothing unexpected', () => {
  const lines = world.logged().split('\n');

  expect(lines.length).toBeGreaterThan(operations.size);
  expect(lines.filter((line) => world.secrets.some((secret) => line.includes(secret)))).toEqual([]);
  expect(lines.filter((line) => /unexpected error|A page failed/.test(line))).toEqual([]);
});
