import { apply, type OutcomeOf, type Performed } from '../../src/domain/apply';
import type { Instant } from '../../src/domain/clock';
import type { OnboardingFacts } from '../../src/domain/facts';
import { nextStep, type Step, type Wait } from '../../src/domain/next-step';
import { openSnapshot, takeSnapshot } from '../../src/domain/snapshot';

export type Action = Exclude<Step, Wait>;
export type Answers = { readonly [Kind in keyof OutcomeOf]?: OutcomeOf[Kind] };

/** What the outside world answers when all is well. */
export const ALL_IS_WELL = {
  dropCandidate: { outcome: 'done' },
  askForConsent: { outcome: 'done' },
  performStep: { outcome: 'done' },
  close: { outcome: 'done' },
} as const satisfies Answers;

export function performedWith(step: Action, outcome: unknown): Performed {
  return { kind: step.kind, step, outcome } as Performed;
}

/** Steps performed between two waits without the clock moving; more than this is spinning. */
const MOST_STEPS = 40;

export interface Chapter {
  readonly facts: OnboardingFacts;
  readonly steps: readonly Action[];
  /** Null when the process has ended. */
  readonly wait: Wait | null;
}

/** Follows the process as its loop does, at one instant, until it waits or has ended. */
export function follow(before: OnboardingFacts, now: Instant, answer: (step: Action) => unknown): Chapter {
  let facts = before;
  const steps: Action[] = [];
  while (!facts.ended) {
    if (facts.freshRunWanted) facts = nextRun(facts);
    const step = nextStep(facts, now);
    if (step.kind === 'wait') return { facts, steps, wait: step };
    if (steps.length === MOST_STEPS) throw new Error(`Spinning: ${steps.map(({ kind }) => kind).join(', ')}`);
    steps.push(step);
    facts = apply(facts, performedWith(step, answer(step)), now);
  }
  return { facts, steps, wait: null };
}

export function followWith(before: OnboardingFacts, now: Instant, answers: Answers): Chapter {
  return follow(before, now, ({ kind }) => {
    const outcome = { ...ALL_IS_WELL, ...answers }[kind];
    if (outcome === undefined) throw new Error(`No answer was given for ${kind}`);
    return outcome;
  });
}

/** What the next run begins with: the facts as its input carries them. */
export function nextRun(facts: OnboardingFacts): OnboardingFacts {
  return openSnapshot(JSON.parse(JSON.stringify(takeSnapshot({ ...facts, freshRunWanted: false }))));
}

/** One word per step: its kind, and of mails the key. */
export function told(steps: readonly Step[]): readonly string[] {
  return steps.map((step) => ('mail' in step ? step.mail.key : step.kind));
}
