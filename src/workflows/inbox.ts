import { ApplicationFailure, currentUpdateInfo, log, setHandler } from '@temporalio/workflow';
import type { Instant } from '../domain/clock';
import type { OnboardingFacts } from '../domain/facts';
import { judgeVerb } from '../domain/judge-verb';
import { readConsentGranted, readFactsChanged, type Message, type UpdateVerb } from '../domain/messages';
import { ignored, receive } from '../domain/receive';
import type { VerbDetail } from '../domain/verbs';
import { consentGranted, factsChanged, operatorUpdate, UPDATES, type OperatorRequest } from './messages';

/** What has reached this run and was not yet taken in. */
export interface Inbox {
  /** How many messages this run has received; part of when it makes room for the next run. */
  received(): number;
  isEmpty(): boolean;
  unread(): readonly Message[];
  /** Takes everything in. */
  takeInto(facts: OnboardingFacts, now: Instant): OnboardingFacts;
}

/**
 * Registers every handler, synchronously. A handler only parses and keeps; it never throws and never awaits, because an
 * error in a signal handler would leave the run failing for ever. Updates are refused by their validators, which leaves
 * no history.
 */
export function openInbox(unreadBefore: readonly Message[], currentFacts: () => OnboardingFacts): Inbox {
  let unread: Message[] = [...unreadBefore];
  let unreadable = 0;
  let received = 0;

  const keep = (name: string, message: Message | null) => {
    received += 1;
    if (message) unread.push(message);
    else {
      unreadable += 1;
      log.warn('A signal could not be read and is ignored', { signal: name });
    }
  };

  setHandler(consentGranted, (input) => keep('consentGranted', readConsentGranted(input)), {
    description: 'The seller consented and the code was exchanged (sent by the API)',
  });
  setHandler(factsChanged, (input) => keep('factsChanged', readFactsChanged(input)), {
    description: 'Something in the registry has changed (sent by the API)',
  });

  for (const [name, verb] of Object.entries(UPDATES)) {
    const judge = (request: OperatorRequest) =>
      judgeVerb(currentFacts(), verb, detailOf(verb, request), '', Date.now());
    setHandler(
      operatorUpdate(name as keyof typeof UPDATES),
      (request) => {
        const { actor, reason } = request;
        const verdict = judge(request);
        const updateId = currentUpdateInfo()?.id ?? verb;
        keep(verb, { kind: 'verb', verb, updateId, actor, reason, detail: detailOf(verb, request) });
        return 'refused' in verdict ? verdict.refused : verdict.answer;
      },
      {
        description: DESCRIPTIONS[verb],
        validator: (request: OperatorRequest) => {
          validateRequest(request);
          const verdict = judge(request);
          if ('refused' in verdict) throw ApplicationFailure.nonRetryable(verdict.refused, 'Refused');
        },
      },
    );
  }

  return {
    received: () => received,
    isEmpty: () => unread.length === 0 && unreadable === 0,
    unread: () => unread,
    takeInto(facts, now) {
      let taken = facts;
      for (const message of unread) taken = receive(taken, message, now);
      for (; unreadable > 0; unreadable -= 1) taken = ignored(taken);
      unread = [];
      return taken;
    },
  };
}

const WHO = '"actor": "your name", "reason": "why"';

/** What the dialog of the Temporal UI says. */
const DESCRIPTIONS: Readonly<Record<UpdateVerb, string>> = {
  remind: `Send the seller the mail that fits now; input {${WHO}}`,
  snooze: `Silence the reminders until an instant; input {${WHO}, "until": "2026-12-01T09:00:00Z"}`,
  probe: `Ask Amazon whether the authorization lives; input {${WHO}}`,
  reopen: `Invite the seller anew; input {${WHO}}`,
  refresh: `Start the next run on the newest code; input {${WHO}}`,
  disconnect: `Disconnect; input {${WHO}}`,
  undo_disconnect: `Take a disconnect back; input {${WHO}}`,
  decide_owner: `Decide about the owner of the account; input {${WHO}, "decision": "accept" or "reject"}`,
};

/** Typed by a person into the Temporal UI, so nothing about its shape is sure. */
function validateRequest(request: unknown): void {
  const { actor, reason } = (request ?? {}) as Partial<Record<keyof OperatorRequest, unknown>>;
  for (const [field, value] of Object.entries({ actor, reason })) {
    if (typeof value !== 'string' || value.trim() === '' || value.length > 200) {
      throw ApplicationFailure.nonRetryable(
        `${field} must be a text of 1 to 200 characters; send {"actor": "your name", "reason": "why"}`,
        'BadRequest',
      );
    }
  }
}

/** What the audit keeps of it: nothing but short texts. */
function detailOf(verb: UpdateVerb, { until, decision, consentId }: OperatorRequest): VerbDetail | null {
  if (verb === 'snooze') return { until: shortText(until) };
  if (verb === 'decide_owner') return { decision: shortText(decision), consentId: shortText(consentId) };
  return null;
}

function shortText(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, 100) : null;
}
