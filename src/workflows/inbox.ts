import type { UpdateDefinition } from '@temporalio/common';
import { ApplicationFailure, currentUpdateInfo, log, setHandler } from '@temporalio/workflow';
import type { Instant } from '../domain/clock';
import type { OnboardingFacts } from '../domain/facts';
import { readConsentGranted, readFactsChanged, type Message, type UpdateVerb } from '../domain/messages';
import { ignored, receive } from '../domain/receive';
import { consentGranted, disconnect, factsChanged, refresh, type OperatorRequest } from './messages';

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
 * error in a signal handler would leave the run failing for ever.
 */
export function openInbox(unreadBefore: readonly Message[]): Inbox {
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

  const acceptVerb = (
    definition: UpdateDefinition<string, [OperatorRequest]>,
    verb: UpdateVerb,
    answer: string,
    description: string,
  ) => {
    setHandler(
      definition,
      ({ actor, reason }) => {
        keep(verb, { kind: 'verb', verb, updateId: currentUpdateInfo()?.id ?? verb, actor, reason });
        return answer;
      },
      { description, validator: validateRequest },
    );
  };
  acceptVerb(
    disconnect,
    'disconnect',
    'Accepted: the onboarding is being disconnected.',
    'Disconnect; input {"actor": "…", "reason": "…"}',
  );
  acceptVerb(
    refresh,
    'refresh',
    'Accepted: the next run starts on the newest code.',
    'Start the next run; input {"actor": "…", "reason": "…"}',
  );

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
