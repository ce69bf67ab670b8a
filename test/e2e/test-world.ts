import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OnboardingStatus } from '../../src/domain/contract/status';
import { createProductApi, type ProductApi } from '../../src/start/product-api';
import { readSettings, type Pace } from '../../src/start/settings';
import { createWorld, type RunningWorld } from '../../src/start/world';
import { defaultCacheFolder } from '../../src/temporal/cli-cache';
import { lastingPort } from '../faults/lasting-port';

/** Temporal, simulator and product as `npm start` starts them, on free ports with data of their own. */
export interface TestWorld extends RunningWorld {
  readonly api: ProductApi;
  readonly apiKey: string;
  /** Resolves once the onboarding is at `stage`. */
  at(onboardingId: string, stage: OnboardingStatus['stage']): Promise<OnboardingStatus>;
  /** Resolves with the first status that fits. */
  until(onboardingId: string, fits: (status: OnboardingStatus) => boolean): Promise<OnboardingStatus>;
  /** The settings that it was started with. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const FITS_WITHIN_MS = 120_000;

/** `pace`: with years that are shorter than Amazon's. */
export async function startTestWorld(pace?: Pace): Promise<TestWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'evergrant-e2e-'));
  // All that can be logged is: what stands in no line of it stands in no log at all.
  const environment = { ...(await testEnvironment(dataDir)), LOG_LEVEL: 'trace' };
  const settings = { ...readSettings(environment), ...(pace && { pace }) };
  const world = createWorld(settings, (line) => process.stderr.write(`${line}\n`));
  const stop = async () => {
    await world.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const running = await world.start();
    const apiKey = (await readFile(running.keys.EVERGRANT_API_KEY, 'utf8')).trim();
    const api = createProductApi(running.url, apiKey);
    const until: TestWorld['until'] = (onboardingId, fits) => untilFits(api, onboardingId, fits);
    const at: TestWorld['at'] = (onboardingId, stage) => until(onboardingId, (status) => status.stage === stage);
    return { ...running, api, apiKey, stop, at, until, environment };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Settings of a start that disturbs no other on this machine. */
export async function testEnvironment(dataDir: string): Promise<Record<string, string>> {
  const names = [
    'PORT',
    'SIMULATOR_PORT',
    'SIMULATOR_SMTP_PORT',
    'BOUNCE_SMTP_PORT',
    'TEMPORAL_PORT',
    'TEMPORAL_UI_PORT',
  ];
  const ports = await Promise.all(names.map(lastingPort));
  return {
    PATH: process.env['PATH'] ?? '',
    EVERGRANT_CACHE_DIR: defaultCacheFolder(process.env['EVERGRANT_CACHE_DIR']),
    EVERGRANT_DATA_DIR: dataDir,
    ...Object.fromEntries(names.map((name, index) => [name, String(ports[index])])),
  };
}

async function untilFits(
  api: ProductApi,
  onboardingId: string,
  fits: (status: OnboardingStatus) => boolean,
): Promise<OnboardingStatus> {
  const deadline = Date.now() + FITS_WITHIN_MS;
  for (;;) {
    const status = await api.status(onboardingId);
    if (status && fits(status)) return status;
    if (Date.now() > deadline) throw new Error(`${onboardingId} stays at ${status?.stage ?? 'nothing'}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
