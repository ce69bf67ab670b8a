import { isoInstant } from '../domain/clock';
import type { OnboardingPlan } from '../domain/contract/plan';
import type { Plan, PlanStep, StepMark } from '../domain/plan';
import { yearOf, type YearStep } from '../domain/plan-year';
import { labelOf } from '../domain/wakeups';
import type { MarkedStep } from '../registry/plan-marks';
import type { Registry } from '../registry/registry';
import type { StatusView } from '../registry/status-view';

type PlanDocument = NonNullable<OnboardingPlan['plan']>;

/** The plan of the authorization in force, each step with what became of it and why it is where it is. */
export async function readPlan(
  registry: Pick<Registry, 'grants' | 'contacts' | 'policies'>,
  { onboardingId, authorization }: StatusView,
): Promise<OnboardingPlan> {
  const planned = authorization ? await registry.grants.plan(onboardingId) : undefined;
  if (!authorization || planned?.plan.generation !== authorization.generation) return { onboardingId, plan: null };
  const { plan, marks } = planned;
  const version = await registry.policies.find(plan.policyVersion);
  const timeZone = (await registry.contacts.forRole(onboardingId, 'seller'))?.timeZone ?? 'UTC';
  const year = version ? yearOf({ ...plan, expiresAt: authorization.expiresAt }, version.policy, timeZone) : [];
  return { onboardingId, plan: planDocument(plan, marks, year, timeZone, authorization.expiresAt) };
}

function planDocument(
  plan: Plan,
  marks: readonly MarkedStep[],
  year: readonly YearStep[],
  timeZone: string,
  expiresAt: number,
): PlanDocument {
  return {
    generation: plan.generation,
    policyVersion: plan.policyVersion,
    timeZone,
    expiresAt: isoInstant(expiresAt),
    steps: plan.steps.map((step) => {
      const marked = marks.find(({ key }) => key === step.key);
      // A plan that is about to be made anew, for another zone, is not explained by the dates that it will have.
      const origin = year.find(({ step: { key, at } }) => key === step.key && at === step.at);
      return {
        key: step.key,
        kind: step.kind as PlanDocument['steps'][number]['kind'],
        label: labelOf(step, plan.steps),
        at: isoInstant(step.at),
        daysBefore: step.daysBefore,
        mark: marked?.mark ?? null,
        markedAt: marked ? isoInstant(marked.at) : null,
        why: inWords([...(origin ? ofOrigin(origin) : []), ...(marked ? ofMark(marked.mark, step) : [])]),
      };
    }),
  };
}

function inWords(sentences: readonly string[]): string | null {
  return sentences.length === 0 ? null : sentences.join(' ');
}

function ofOrigin({ step, moved, absorbs }: YearStep): readonly string[] {
  const toWeekday = (step.daysBefore ?? 0) >= 0 ? 'the Friday before' : 'the Monday after';
  return [
    ...(moved.includes('expiry') ? ['Its hour would come after the expiry: moved to the day before.'] : []),
    ...(moved.includes('weekend') ? [`Its own day is on a weekend: moved to ${toWeekday}.`] : []),
    ...(absorbs.length === 0 ? [] : [`Stands also for ${keysOf(absorbs)}, on the same day.`]),
  ];
}

function keysOf(steps: readonly PlanStep[]): string {
  return steps.map(({ key }) => key).join(' and ');
}

function ofMark(mark: StepMark, { lane }: PlanStep): readonly string[] {
  switch (mark) {
    case 'done':
      return [];
    case 'undelivered':
      return ['No contact could be reached; it is sent again with another one.'];
    case 'skipped':
      return [lane === 'operator' ? 'There was no reason to alert anybody.' : 'There was nothing to be said.'];
    case 'renewed':
      return ['A newer authorization came first.'];
    case 'snoozed':
      return ['The seller had silenced the reminders.'];
    case 'overtaken':
      return ['Left out: its time had passed, or a later step was due as well.'];
    case 'frozen':
      return ['An incident held it until a later step was due.'];
    case 'opted_out':
      return ['The contact wants no reminders.'];
    case 'muted':
      return ['All mails were muted.'];
  }
}
