import type { CommerceRefusal, Unverifiable } from '../domain/outcomes';
import type { CommerceAnswer, CommerceRest } from './rest';
import { unverifiable } from './unverifiable';

/** The instance as a whole could not be read. */
export type InstanceUnread = CommerceRefusal | Unverifiable;

type Answer = CommerceAnswer<unknown>;

/**
 * What several answers of one instance say together; undefined if nothing keeps it from being read. All missing
 * permissions are told at once, so that one correction is enough, and also where something else could not be asked.
 * Answers `beside` are no condition, but they show whose answers these are.
 */
export function verdictOver(
  rest: Pick<CommerceRest, 'tokenAlone'>,
  answers: readonly Answer[],
  beside: readonly Answer[] = [],
): InstanceUnread | undefined {
  const all = [...answers, ...beside];
  const refusals = answers.filter((answer) => answer.outcome === 'refused');
  const resources = new Set<string>();
  for (const refusal of refusals) {
    if (refusal.reason !== 'missing_permission') return unsaid(refusal);
    for (const resource of refusal.resources) resources.add(resource);
  }
  if (refusals.length > 0) {
    const accepted = all.some(({ outcome }) => outcome === 'ok' || outcome === 'not_found');
    return rest.tokenAlone && !accepted
      ? { outcome: 'refused', reason: 'bearer_disabled' }
      : { outcome: 'refused', reason: 'missing_permission', resources: [...resources] };
  }
  const failures = answers.filter((answer) => answer.outcome === 'unverifiable');
  if (failures.length === 0) return undefined;
  if (all.every((answer) => isElsewhere(answer) || answer.outcome === 'not_found')) return unverifiable('not_commerce');
  return failures.find((failure) => !isElsewhere(failure)) ?? unverifiable('unexpected_answer');
}

/** What of the first answer would be the same at every other address; undefined if asking on tells more. */
export function endsAll(first: Answer): InstanceUnread | undefined {
  if (first.outcome === 'unverifiable') return isElsewhere(first) ? undefined : first;
  return first.outcome === 'refused' && first.reason !== 'missing_permission' ? unsaid(first) : undefined;
}

/** A refusal without what Commerce said to it: that is outside text, and refusals become history. */
export function unsaid(refusal: CommerceRefusal): CommerceRefusal {
  return refusal.reason === 'missing_permission'
    ? { outcome: 'refused', reason: refusal.reason, resources: refusal.resources }
    : { outcome: 'refused', reason: refusal.reason };
}

/** Whether it is not Commerce that answered. Of a single address that proves nothing: a firewall may stand before it. */
export function isElsewhere(answer: Answer): boolean {
  return answer.outcome === 'unverifiable' && answer.reason === 'not_commerce';
}

/** For addresses that exist on every instance; where they do not, it is not the REST API that answered. */
export function mustExist<T>(answer: CommerceAnswer<T>): Exclude<CommerceAnswer<T>, { outcome: 'not_found' }> {
  return answer.outcome === 'not_found' ? unverifiable('not_commerce') : answer;
}
