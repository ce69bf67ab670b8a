import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { readForecast } from '../src/documents/forecast-document';
import { summaryDocument } from '../src/documents/status-document';
import { WEEK_MS, weekOf } from '../src/domain/forecast';
import { SP_API_HOSTS } from '../src/domain/marketplaces';
import { DAY_MS, DEFAULT_POLICY } from '../src/domain/policy';
import { Secret } from '../src/domain/secret';
import type { ListQuery } from '../src/registry/onboardings';
import type { Registry } from '../src/registry/registry';
import { withProgress, type Progress } from '../src/temporal/progress';
import type { BenchArguments } from './arguments';
import { median } from './statistics';
import { openFleetRegistry, putInForce } from './sweep-fleet';

/** (f) What operators and backends ask of a registry with very many onboardings, against one with few. */
export interface LargeRegistry {
  readonly few: number;
  readonly many: number;
  readonly questions: readonly QuestionFigures[];
  /** The forecast of the many against a bare statement that counts the same from the same file. */
  readonly forecastToBare: { readonly oursMs: number; readonly bareMs: number; readonly medianRatio: number };
}

export interface QuestionFigures {
  readonly what: string;
  /** Medians of the rounds, in milliseconds for one answer. */
  readonly fewMs: number;
  readonly manyMs: number;
  readonly medianRatio: number;
}

const FEW = 5_000;
const SEED = 'seed-of-the-fleet';
/** More than a page of each. */
const ONBOARDINGS_OF_A_MERCHANT = 200;
const PAGE = 100;
/** What the process of a connected onboarding keeps of itself, about. */
const SNAPSHOT_BYTES = 4_000;
/** Answers of one question in one round. */
const ANSWERS = 10;

interface Fleet {
  readonly registry: Registry;
  readonly file: string;
  readonly count: number;
  readonly now: number;
}

export async function measureLargeRegistry(
  { rounds, onboardings: many }: BenchArguments,
  progress: Progress,
): Promise<LargeRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'evergrant-large-'));
  const fleets: Fleet[] = [];
  try {
    const fill = async (count: number) => {
      const fleet = await withProgress(progress, `(f) writing ${count} onboardings`, () => fleetOf(folder, count));
      fleets.push(fleet);
      return fleet;
    };
    const sizes = { few: await fill(FEW), many: await fill(many) };
    const questions: QuestionFigures[] = [];
    for (const [what, ask] of QUESTIONS) {
      const { few, many } = await inTurn(rounds, {
        few: () => ask(sizes.few),
        many: () => ask(sizes.many),
      });
      questions.push({ what, fewMs: median(few), manyMs: median(many), medianRatio: ratio(many, few) });
      progress(`(f) ${what}: ${median(many).toFixed(1)} ms, of the few ${median(few).toFixed(1)} ms`);
    }
    const bare = bareForecast(sizes.many);
    const { ours, theirs } = await inTurn(rounds, { ours: () => forecast(sizes.many), theirs: () => bare.count() });
    bare.close();
    const forecastToBare = { oursMs: median(ours), bareMs: median(theirs), medianRatio: ratio(ours, theirs) };
    return { few: FEW, many, questions, forecastToBare };
  } finally {
    for (const { registry } of fleets) await registry.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const forecast = ({ registry, now }: Fleet) => readForecast(registry, null, now);

/** Pages begin in the middle: whoever reads all of them spends most of the time there. */
const QUESTIONS: readonly (readonly [string, (fleet: Fleet) => Promise<unknown>])[] = [
  ['a page of all', (fleet) => page(fleet, { after: idOf(fleet.count / 2) })],
  ['a page of a stage', (fleet) => page(fleet, { stage: 'expiring', after: idOf(fleet.count / 2) })],
  ['a page of whom is waited for', (fleet) => page(fleet, { waitingOn: 'seller', after: idOf(fleet.count / 2) })],
  ['a page of what ends within a month', (fleet) => page(fleet, { expiresBefore: fleet.now + 30 * DAY_MS })],
  ['a page of a merchant', (fleet) => page(fleet, { merchantId: 'merchant-7' })],
];

async function page({ registry }: Fleet, query: Omit<ListQuery, 'limit'>): Promise<unknown> {
  const { items } = await registry.onboardings.list({ ...query, limit: PAGE });
  return JSON.stringify(items.map((view) => summaryDocument(view, SP_API_HOSTS)));
}

/** Milliseconds for one answer in each round; who goes first changes from round to round. */
async function inTurn<Name extends string>(
  rounds: number,
  ways: Readonly<Record<Name, () => unknown>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(ways) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (const name of names) await ways[name]();
  for (let round = 1; round <= rounds; round += 1) {
    for (const name of round % 2 === 1 ? names : [...names].reverse()) {
      const startedAt = performance.now();
      for (let answer = 0; answer < ANSWERS; answer += 1) await ways[name]();
      figures[name].push((performance.now() - startedAt) / ANSWERS);
    }
  }
  return figures;
}

function ratio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((ms, round) => ms / (theirs[round] ?? Number.NaN)));
}

/** One onboarding as the product makes it, and copies of it that differ in what is asked for. */
async function fleetOf(folder: string, count: number): Promise<Fleet> {
  const file = join(folder, `${count}.sqlite`);
  const registry = await openFleetRegistry(file);
  const now = Date.now();
  await registry.policies.ensure(DEFAULT_POLICY, now);
  await putInForce(registry, SEED, new Secret('of nobody'), now);
  await registry.onboardings.publish({
    onboardingId: SEED,
    generation: 1,
    stateVersion: now,
    at: now,
    stage: 'connected',
    waitingOn: 'nobody',
    waitingSince: now,
    requirements: [],
    nextStep: { key: 'T-60', at: now },
    snapshot: { facts: 'x'.repeat(SNAPSHOT_BYTES) },
  });
  const database = new Libsql(file);
  const id = `printf('fleet-%06d', i)`;
  const merchant = `'merchant-' || (i % ${Math.ceil(count / ONBOARDINGS_OF_A_MERCHANT)})`;
  copy(database, 'onboardings', count, { onboarding_id: id, merchant_id: merchant });
  copy(database, 'projections', count, {
    onboarding_id: id,
    merchant_id: merchant,
    view: `replace(s.view, '${SEED}', ${id})`,
    stage: `case when i % 20 = 0 then 'expiring' else 'connected' end`,
    waiting_on: `case when i % 20 = 0 then 'seller' else 'nobody' end`,
    // Spread over the year, in no order of the ids.
    expires_at: `${now} + ((i * 7919) % ${count}) * ${Math.floor((365 * DAY_MS) / count)}`,
  });
  database.close();
  return { registry, file, count, now };
}

function idOf(place: number): string {
  return `fleet-${String(Math.floor(place)).padStart(6, '0')}`;
}

/** Copies the row of the seed so many times; `i` counts them, `s` is the seed. */
function copy(database: Libsql.Database, table: string, count: number, differing: Readonly<Record<string, string>>) {
  const columns = (database.prepare(`select name from pragma_table_info('${table}')`).all() as { name: string }[]).map(
    ({ name }) => name,
  );
  database.exec(`
    with recursive counted(i) as (select 0 union all select i + 1 from counted where i < ${count - 1})
    insert into ${table} (${columns.join(', ')})
    select ${columns.map((column) => differing[column] ?? `s.${column}`).join(', ')}
    from ${table} s, counted where s.onboarding_id = '${SEED}'`);
}

/** What a program would write that wants the same figures and nothing else. */
function bareForecast({ file, now }: Fleet) {
  const database = new Libsql(file, { readonly: true });
  const count = database.prepare(
    `select (expires_at - ${weekOf(now)}) / ${WEEK_MS} as week, count(*) from projections
     where expires_at > ${now} and stage not in ('disconnected', 'revoked') group by week`,
  );
  return { count: () => count.all(), close: () => database.close() };
}
