import autocannon from 'autocannon';
import { withProgress, type Progress } from '../src/temporal/progress';
import type { BenchArguments } from './arguments';
import { cpuMs } from './cpu';
import { perSecond } from './in-flight';
import { createOnboardings, newMerchants } from './onboardings';
import { watchRegistry } from './registry-watch';
import { compare, median, type Compared } from './statistics';
import type { BenchWorld } from './world';

/** (d) Status reads per second, against a bare Express route that reads the same row of the same file. */
export interface StatusReads extends Compared {
  /** Processor microseconds of the serving process for one read, median of the rounds. */
  readonly cpuUs: { readonly ours: number; readonly bare: number };
}

const ONBOARDINGS = 20;
const CONNECTIONS = 20;
const LOOK_EVERY_MS = 10;
const WARM_UP_S = 2;

export async function measureStatusReads(
  world: BenchWorld,
  { rounds, seconds }: BenchArguments,
  progress: Progress,
): Promise<StatusReads> {
  const ids = await withProgress(progress, `(d) connecting ${ONBOARDINGS} onboardings`, () => someConnected(world));
  const authorization = `Bearer ${world.apiKey}`;
  // By address: a name would be looked up for every connection.
  const product = `http://127.0.0.1:${new URL(world.url).port}/v1/onboardings`;
  const { product: productPid = 0, empty: barePid = 0 } = world.processes;
  const servers = {
    ours: (duration: number) => reads(product, productPid, ids, duration, { authorization }),
    bare: (duration: number) => reads(world.bareUrl, barePid, ids, duration, {}),
  };

  progress('(d) warming up');
  await servers.ours(WARM_UP_S);
  await servers.bare(WARM_UP_S);
  const figures: Record<keyof typeof servers, Reads[]> = { ours: [], bare: [] };
  for (let round = 1; round <= rounds; round += 1) {
    const order = ['ours', 'bare'] as const;
    for (const one of round % 2 === 1 ? order : [...order].reverse()) figures[one].push(await servers[one](seconds));
    const [own, other] = order.map((one) => figures[one].at(-1)?.perSecond.toFixed(0));
    progress(`(d) round ${round} of ${rounds}: ${own} status reads, ${other} bare reads per second`);
  }
  const rates = (of: readonly Reads[]) => of.map(({ perSecond }) => perSecond);
  const cpu = (of: readonly Reads[]) => Math.round(median(of.map(({ cpuUs }) => cpuUs)));
  return {
    ...compare(rates(figures.ours), rates(figures.bare)),
    cpuUs: { ours: cpu(figures.ours), bare: cpu(figures.bare) },
  };
}

interface Reads {
  readonly perSecond: number;
  readonly cpuUs: number;
}

async function someConnected(world: BenchWorld): Promise<readonly string[]> {
  const watch = watchRegistry(world.database, LOOK_EVERY_MS);
  try {
    const onboardings = createOnboardings(world, watch);
    const merchants = await newMerchants(world, ONBOARDINGS);
    await perSecond(merchants, ONBOARDINGS, (merchant) => onboardings.complete(merchant));
    return merchants.map(({ name }) => name);
  } finally {
    watch.close();
  }
}

async function reads(
  base: string,
  pid: number,
  ids: readonly string[],
  duration: number,
  headers: Record<string, string>,
): Promise<Reads> {
  const before = cpuMs(pid) ?? 0;
  const result = await autocannon({
    url: base,
    connections: CONNECTIONS,
    duration,
    headers,
    requests: ids.map((id) => ({ path: `${new URL(base).pathname.replace(/\/$/, '')}/${id}` })),
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${base} did not answer every read with its status.`);
  const count = result['2xx'];
  return { perSecond: count / result.duration, cpuUs: (((cpuMs(pid) ?? 0) - before) * 1_000) / count };
}
