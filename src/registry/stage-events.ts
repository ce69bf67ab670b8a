import type { Requirement, RequirementCode } from '../domain/requirements';
import type { Stage } from '../domain/stages';
import type { NewEvent, Publication } from './registry';

/** What was published before; null before the first time. */
export type Before = { readonly stage: Stage; readonly requirements: readonly Requirement[] } | null;

type Now = Pick<Publication, 'stage' | 'waitingOn' | 'requirements' | 'generation' | 'stateVersion'>;

const AWAITING: readonly Stage[] = ['awaiting_key', 'awaiting_correction', 'awaiting_consent'];
const BEFORE_THE_KEY: readonly Stage[] = ['validating_key', 'awaiting_key'];
const KEY_INVALID: readonly RequirementCode[] = ['api_key_invalid', 'private_key_unusable'];
const KEY_TROUBLE: readonly RequirementCode[] = [...KEY_INVALID, 'api_key_missing', 'api_key_unverifiable'];

/** The events that a change from one publication to the next raises. Pure. */
export function stageEvents(before: Before, now: Now): readonly NewEvent[] {
  const events: NewEvent[] = [];
  const raise = (type: string, data: NewEvent['data'], key: string | number = now.stateVersion) =>
    events.push({ type, dedupeKey: `${type}/${key}`, data });
  const entered = before?.stage !== now.stage;

  if (keyTurnedInvalid(before, now)) raise('api_key.invalid', {});
  if (keyTurnedValid(before, now)) raise('api_key.valid', {});
  if (entered) {
    // From `expiring` back to `connected` is a renewal: everything worked all the time.
    if (now.stage === 'connected' && before?.stage !== 'expiring') {
      raise('onboarding.connected', { generation: now.generation }, now.generation);
    }
    if (now.stage === 'consent_lapsed') raise('onboarding.consent_lapsed', {});
    if (now.stage === 'disconnected') raise('onboarding.disconnected', {});
    if (now.stage === 'expired') raise('authorization.expired', { generation: now.generation }, now.generation);
  }
  if (startedWaiting(before, now, entered)) {
    raise('onboarding.waiting', {
      stage: now.stage,
      waitingOn: now.waitingOn,
      requirements: now.requirements.map(({ code, pointer, deadline }) => ({ code, pointer, deadline })),
    });
  }
  return events;
}

/** A person has something new to do, and no event of its own says so. */
function startedWaiting(before: Before, now: Now, entered: boolean): boolean {
  if (entered && AWAITING.includes(now.stage)) return true;
  if (entered && (now.stage === 'consent_lapsed' || now.stage === 'expired')) return false;
  const known = new Set(before?.requirements.map(identity));
  return now.requirements.some((requirement) => isForAPerson(requirement) && !known.has(identity(requirement)));
}

function isForAPerson({ waitingOn }: Requirement): boolean {
  return waitingOn === 'seller' || waitingOn === 'merchant' || waitingOn === 'operator';
}

function identity({ code, pointer }: Requirement): string {
  return `${code} ${pointer}`;
}

function keyTurnedInvalid(before: Before, now: Now): boolean {
  return has(now.requirements, KEY_INVALID) && !has(before?.requirements ?? [], KEY_INVALID);
}

function keyTurnedValid(before: Before, now: Now): boolean {
  if (!before || now.stage === 'disconnected') return false;
  if (BEFORE_THE_KEY.includes(now.stage) || has(now.requirements, KEY_TROUBLE)) return false;
  return BEFORE_THE_KEY.includes(before.stage) || has(before.requirements, KEY_INVALID);
}

function has(requirements: readonly Requirement[], codes: readonly RequirementCode[]): boolean {
  return requirements.some(({ code }) => codes.includes(code));
}
