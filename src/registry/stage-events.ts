import { isoInstant } from '../domain/clock';
import type { EventData, OnboardingEventType } from '../domain/contract/events';
import { merchantNeeds } from '../domain/notice';
import { identityOf, type Requirement, type RequirementCode } from '../domain/requirements';
import type { Stage } from '../domain/stages';
import type { NewEvent } from './events';
import type { Publication } from './publish';

/** What was published before; null before the first time. */
export type Before = { readonly stage: Stage; readonly requirements: readonly Requirement[] } | null;

/** A type with the data that belong to it. */
type Told = { [T in OnboardingEventType]: { readonly type: T; readonly data: EventData<T> } }[OnboardingEventType];

type Now = Pick<Publication, 'stage' | 'waitingOn' | 'requirements' | 'generation' | 'stateVersion'>;

const AWAITING: readonly Stage[] = ['awaiting_key', 'awaiting_correction', 'awaiting_consent'];
/** Stages that are told of by an event of their own. */
const OF_THEIR_OWN: readonly Stage[] = ['consent_lapsed', 'expired', 'revoked'];
const BEFORE_THE_KEY: readonly Stage[] = ['validating_key', 'awaiting_key'];
const KEY_INVALID = ['api_key_invalid', 'private_key_unusable'] as const satisfies readonly RequirementCode[];
const KEY_TROUBLE: readonly RequirementCode[] = [...KEY_INVALID, 'api_key_missing', 'api_key_unverifiable'];

/** The events that a change from one publication to the next raises. Pure. */
export function stageEvents(before: Before, now: Now): readonly NewEvent[] {
  const events: NewEvent[] = [];
  const raise = (event: Told, key: string | number = now.stateVersion) =>
    events.push({ ...event, dedupeKey: `${event.type}/${key}` });
  const { generation } = now;
  const entered = before?.stage !== now.stage;

  const invalid = keyTurnedInvalid(before, now);
  if (invalid) raise({ type: 'api_key.invalid', data: { code: invalid } });
  if (keyTurnedValid(before, now)) raise({ type: 'api_key.valid', data: {} });
  if (entered) {
    // From `expiring` back to `connected` is a renewal: everything worked all the time.
    if (now.stage === 'connected' && before?.stage !== 'expiring') {
      raise({ type: 'onboarding.connected', data: { generation } }, generation);
    }
    if (now.stage === 'consent_lapsed') raise({ type: 'onboarding.consent_lapsed', data: {} });
    if (now.stage === 'disconnected') raise({ type: 'onboarding.disconnected', data: {} });
    if (now.stage === 'expired') raise({ type: 'authorization.expired', data: { generation } }, generation);
  }
  if (startedWaiting(before, now, entered)) {
    const requirements = now.requirements.map(({ code, pointer, deadline }) => ({
      code,
      pointer,
      deadline: deadline === null ? null : isoInstant(deadline),
    }));
    raise({ type: 'onboarding.waiting', data: { stage: now.stage, waitingOn: now.waitingOn, requirements } });
  }
  return events;
}

/** Something is needed of the merchant that was not needed before. */
export function merchantHasNews(before: Before, { requirements }: Pick<Now, 'requirements'>): boolean {
  const known = new Set(before?.requirements.map(identityOf));
  return merchantNeeds(requirements).some((need) => !known.has(identityOf(need)));
}

/** A person has something new to do, and no event of its own says so. */
function startedWaiting(before: Before, now: Now, entered: boolean): boolean {
  if (entered && AWAITING.includes(now.stage)) return true;
  if (entered && OF_THEIR_OWN.includes(now.stage)) return false;
  const known = new Set(before?.requirements.map(identityOf));
  return now.requirements.some((requirement) => isForAPerson(requirement) && !known.has(identityOf(requirement)));
}

function isForAPerson({ waitingOn }: Requirement): boolean {
  return waitingOn === 'seller' || waitingOn === 'merchant' || waitingOn === 'operator';
}

/** What is wrong with the key since this publication. */
function keyTurnedInvalid(before: Before, now: Now): (typeof KEY_INVALID)[number] | undefined {
  if (has(before?.requirements ?? [], KEY_INVALID)) return undefined;
  return KEY_INVALID.find((code) => has(now.requirements, [code]));
}

function keyTurnedValid(before: Before, now: Now): boolean {
  if (!before || now.stage === 'disconnected') return false;
  if (BEFORE_THE_KEY.includes(now.stage) || has(now.requirements, KEY_TROUBLE)) return false;
  return BEFORE_THE_KEY.includes(before.stage) || has(before.requirements, KEY_INVALID);
}

function has(requirements: readonly Requirement[], codes: readonly RequirementCode[]): boolean {
  return requirements.some(({ code }) => codes.includes(code));
}
