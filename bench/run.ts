import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { readArguments, type BenchArguments } from './arguments';
import { measureAuthorizationYear } from './authorization-year';
import { measureCallback } from './callback';
import type { Figures } from './figures';
import { measureHistorySize } from './history-size';
import { measureLargeRegistry } from './large-registry';
import { measureReminders, REMINDERS_PACE } from './reminders';
import { report } from './report';
import { measureStatusReads } from './status-reads';
import { measureThroughput } from './throughput';
import { measureSweepRate } from './sweep-rate';
import type { BenchWorld } from './world';
import { createBenchWorlds, type BenchWorlds } from './worlds';

/** Exit codes: 0 measured (whether or not the aims were met), 1 failed, 130 ended by Ctrl-C. */
async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const asked = readArguments(args);
  const startedAt = new Date().toISOString();
  const loadBefore = loadavg()[0] ?? 0;
  const worlds = createBenchWorlds(say, asked.profile);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void worlds.stop().finally(() => process.exit(130)));
  }

  const { temporal, ...measured } = await worlds.inFresh(undefined, async (world) => ({
    temporal: world.temporal.split(',')[0] ?? world.temporal,
    ...(await measure(world, asked)),
  }));
  const figures: Figures = {
    command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
    startedAt,
    machine: {
      cores: cpus().length,
      processor: cpus()[0]?.model ?? 'unknown',
      node: process.version,
      temporal,
      loadBefore,
    },
    ...measured,
    ...(await measureElsewhere(worlds, asked)),
  };

  const file = asked.json ?? join('.evergrant', 'bench', `${startedAt.replaceAll(':', '-')}.json`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(figures, undefined, 2)}\n`);
  say(`\n${report(figures)}\n\nAlso in ${file}`);
}

async function measure(world: BenchWorld, asked: BenchArguments) {
  const { only } = asked;
  return {
    ...(only.includes('a') && { throughput: await measureThroughput(world, asked, say) }),
    ...(only.includes('b') && { historySize: await measureHistorySize(world) }),
    ...(only.includes('c') && { callback: await measureCallback(world, asked, say) }),
    ...(only.includes('d') && { statusReads: await measureStatusReads(world, asked, say) }),
    ...(only.includes('e') && { sweepRate: await measureSweepRate(world, asked, say) }),
    ...(only.includes('f') && { largeRegistry: await measureLargeRegistry(asked, say) }),
  };
}

/** What needs years or days of another length. */
async function measureElsewhere(worlds: BenchWorlds, asked: BenchArguments) {
  const { only } = asked;
  return {
    ...(only.includes('g') && { authorizationYear: await measureAuthorizationYear(worlds, say) }),
    ...(only.includes('h') && {
      reminders: await worlds.inFresh(REMINDERS_PACE, (world) => measureReminders(world, asked, say)),
    }),
  };
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().then(
  // Some libraries keep sockets open for a while.
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
