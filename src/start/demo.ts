import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { OnboardingStatus } from '../domain/contract/status';
import { withProgress, type Progress } from '../temporal/progress';
import {
  DEMO_ONBOARDINGS,
  FURTHER_ONBOARDINGS,
  startBody,
  type DemoOnboarding,
  type FurtherOnboarding,
} from './demo-onboardings';
import { readIfThere, writePrivately } from './private-file';
import { createProductApi, type ProductApi } from './product-api';
import { consent } from './simulated-seller';
import type { RunningWorld } from './world';

/** Where the demo stands, for the screen. */
export interface DemoStand {
  readonly acme: OnboardingStatus;
  readonly globex: OnboardingStatus;
  /** Globex's link. */
  readonly link: string;
  /** Undefined until the person has started it. */
  readonly initech: OnboardingStatus | undefined;
  /** Files that the printed curl sends. */
  readonly headersFile: string;
  readonly initechBody: string;
}

type Stage = OnboardingStatus['stage'];

/** Stages in which nobody has to do anything: it goes on by itself. */
const UNDER_WAY: readonly Stage[] = ['validating_key', 'creating_store', 'verifying_grant'];
const GOES_ON_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 200;

/**
 * Brings the demo to where a new user finds it: *acme* connected by a simulated seller, *globex* waiting, the body of a
 * third prepared. What is there already is left as it is. Throws if the product refuses.
 */
export async function settleDemo(world: RunningWorld, progress: Progress): Promise<DemoStand> {
  const { folder, demo, url } = world;
  const apiKey = (await readFile(world.keys.EVERGRANT_API_KEY, 'utf8')).trim();
  const api = createProductApi(url, apiKey);
  const bodyFile = (name: DemoOnboarding | FurtherOnboarding) => join(folder.demo, `${name}.json`);
  const headersFile = join(folder.demo, 'headers.txt');
  await writePrivately(headersFile, `Authorization: Bearer ${apiKey}\nContent-Type: application/json\n`);
  for (const name of [...DEMO_ONBOARDINGS, ...FURTHER_ONBOARDINGS])
    await writePrivately(bodyFile(name), `${startBody(demo, name)}\n`);

  const [acme, globex] = await withProgress(progress, 'Onboarding acme and globex', () =>
    Promise.all([onboardAcme(), started('globex').then(() => untilSomebodyMustAct(api, 'globex'))]),
  );
  const link = `${url}${await globexLink()}`;
  return { acme, globex, link, initech: await api.status('initech'), headersFile, initechBody: bodyFile('initech') };

  async function started(name: DemoOnboarding): Promise<void> {
    if ((await api.status(name)) === undefined) await api.start(name, await readFile(bodyFile(name), 'utf8'));
  }

  async function onboardAcme(): Promise<OnboardingStatus> {
    await started('acme');
    const status = await untilSomebodyMustAct(api, 'acme');
    if (status.stage !== 'awaiting_consent') return status;
    const seller = { productUrl: url, controlUrl: demo.addresses.control, seller: 'acme' };
    await consent(seller, await api.makeLink('acme'));
    return untilStatus(api, 'acme', ({ stage }) => stage !== 'awaiting_consent' && !UNDER_WAY.includes(stage));
  }

  /** The same after every start. */
  async function globexLink(): Promise<string> {
    const file = join(folder.demo, 'globex-link');
    const remembered = await readIfThere(file);
    if (remembered !== undefined) return remembered.trim();
    const path = await api.makeLink('globex');
    await writePrivately(file, `${path}\n`);
    return path;
  }
}

function untilSomebodyMustAct(api: ProductApi, onboardingId: string): Promise<OnboardingStatus> {
  return untilStatus(api, onboardingId, ({ stage }) => !UNDER_WAY.includes(stage));
}

/** The first status that fits; after a minute whatever it is then, which the screen shows. */
async function untilStatus(
  api: ProductApi,
  onboardingId: string,
  fits: (status: OnboardingStatus) => boolean,
): Promise<OnboardingStatus> {
  const deadline = Date.now() + GOES_ON_WITHIN_MS;
  for (;;) {
    const status = await api.status(onboardingId);
    if (!status) throw new Error(`The onboarding ${onboardingId} is gone.`);
    if (fits(status) || Date.now() > deadline) return status;
    await delay(ASK_EVERY_MS);
  }
}
