import { setTimeout as delay } from 'node:timers/promises';
import Libsql from 'libsql';
import { returnFromAmazon } from '../src/start/simulated-seller';
import { STORY_PACE } from '../src/start/year/pace';
import { onboardingWorkflowId } from '../src/temporal/ids';
import { withProgress, type Progress } from '../src/temporal/progress';
import { idle, runsOf, type RunFigures } from './history';
import { createOnboardings, newMerchants } from './onboardings';
import { watchRegistry } from './registry-watch';
import type { BenchWorld } from './world';
import type { BenchWorlds } from './worlds';

/** (g) What the year of one authorization costs at Temporal, with every step performed. */
export interface AuthorizationYear {
  /** What the consent added to the run that it came to, up to its continue-as-new. */
  readonly consent: RunFigures;
  /** The run that begins then, up to the sleep after the last mail. */
  readonly year: RunFigures;
  readonly actions: number;
  readonly bytes: number;
  /** Of the run of the year once it sleeps towards its first step. */
  readonly asleepBytes: number;
  /** Steps of the plan that were performed, the confirmation among them. */
  readonly steps: readonly string[];
}

interface MarkRow {
  readonly step_key: string;
  readonly mark: string;
}

const LAST_STEP = 'T+7';
const LOOK_EVERY_MS = 20;
const YEAR_WITHIN_MS = 300_000;
/** A step that comes when the one before it is still under way is overtaken: then the days were too short for the machine. */
const SLOWER = [1, 2, 4];

export async function measureAuthorizationYear(worlds: BenchWorlds, progress: Progress): Promise<AuthorizationYear> {
  for (const times of SLOWER) {
    const dayMs = STORY_PACE.dayMs * times;
    const lived = await worlds.inFresh({ ...STORY_PACE, dayMs }, (world) =>
      withProgress(progress, `(g) a year of ${STORY_PACE.policy.grantDays} days of ${dayMs} ms`, () => oneYear(world)),
    );
    if (lived.outcome === 'measured') return lived.figures;
    progress(`(g) not every step was performed: ${lived.others.join(', ')}`);
  }
  throw new Error('The machine is too slow for a year with all its steps.');
}

type Lived =
  | { readonly outcome: 'measured'; readonly figures: AuthorizationYear }
  /** Some steps were not performed: what became of them. */
  | { readonly outcome: 'incomplete'; readonly others: readonly string[] };

async function oneYear(world: BenchWorld): Promise<Lived> {
  const watch = watchRegistry(world.database, LOOK_EVERY_MS);
  const database = new Libsql(world.database, { readonly: true });
  const marked = database.prepare<[string]>('select step_key, mark from plan_marks where onboarding_id = ?');
  try {
    const [merchant] = await newMerchants(world, 1);
    if (!merchant) throw new Error('The simulator made no merchant.');
    const { name } = merchant;
    const runs = () => runsOf(world.client, onboardingWorkflowId(name), idle);
    const untilMarked = async (key: string) => {
      const deadline = performance.now() + YEAR_WITHIN_MS;
      for (;;) {
        const marks = marked.all(name) as MarkRow[];
        if (marks.some(({ step_key }) => step_key === key)) return marks;
        if (performance.now() > deadline) throw new Error(`${name} does not get to ${key}.`);
        await delay(LOOK_EVERY_MS);
      }
    };

    const onboardings = createOnboardings(world, watch);
    await onboardings.start(merchant);
    const [before] = await runs();
    await returnFromAmazon(await onboardings.consent(merchant));
    await untilMarked('connected');
    const sleeping = (await runs()).at(-1);
    const marks = await untilMarked(LAST_STEP);
    const [first, ...ofYear] = await runs();
    const [year] = ofYear;
    if (!before || !sleeping || !first || !year || ofYear.length > 1) {
      throw new Error(`A year has one run after that of the consent, and not ${ofYear.length}.`);
    }
    const others = marks.filter(({ mark }) => mark !== 'done').map(({ step_key, mark }) => `${step_key} ${mark}`);
    if (others.length > 0) return { outcome: 'incomplete', others };
    const consent = added(before, first);
    const figures = {
      consent,
      year,
      actions: consent.actions + year.actions,
      bytes: consent.bytes + year.bytes,
      asleepBytes: sleeping.bytes,
      steps: marks.map(({ step_key }) => step_key),
    };
    return { outcome: 'measured', figures };
  } finally {
    database.close();
    watch.close();
  }
}

/** What came to a run between two looks at it. */
function added(before: RunFigures, after: RunFigures): RunFigures {
  return {
    events: after.events - before.events,
    bytes: after.bytes - before.bytes,
    actions: after.actions - before.actions,
    commands: after.commands.slice(before.commands.length),
  };
}
