import type { OnboardingFacts } from '../../src/domain/facts';
import { readConsentGranted, readFactsChanged, type Message } from '../../src/domain/messages';
import { nextStep } from '../../src/domain/next-step';
import { receive } from '../../src/domain/receive';
import {
  connected,
  days,
  given,
  hours,
  invited,
  notParticipating,
  NOW,
  parkedFor,
  UNKNOWN_WEBSITE,
  validKey,
  withConnection,
  withConsent,
  withFacts,
  withKey,
  withStores,
} from './given';

const LATER = NOW + hours(1);

const changed = (fact: string, ref: string, revision: number): Message => ({
  kind: 'factsChanged',
  fact,
  ref,
  revision,
});
const consent = (consentId: string): Message => ({
  kind: 'consentGranted',
  consentId,
  candidateRef: `grant of ${consentId}`,
});

function after(facts: OnboardingFacts, ...messages: readonly Message[]): OnboardingFacts {
  return messages.reduce((before, message) => receive(before, message, LATER), facts);
}

const stepAfter = (facts: OnboardingFacts, ...messages: readonly Message[]) =>
  nextStep(after(facts, ...messages), LATER);

const invalidKey = withKey({ verdict: { outcome: 'invalid', reason: 'rejected' } });
const refused = withConnection({ refusal: { reason: 'bad_credentials' } });
const brokenStore = withStores({ us: [UNKNOWN_WEBSITE] });
const lapsed = withConsent({ openedAt: NOW - days(60) });

describe('A message wakes', () => {
  it.each([
    ['a new key is checked', given(invalidKey), changed('key', 'acme', 2), 'validateKey'],
    ['a new connection is tried', given(validKey, refused), changed('connection', 'acme', 2), 'createStores'],
    ['a corrected store is created', given(validKey, brokenStore), changed('store', 'us', 2), 'createStores'],
    ['a further store is created', given(connected), changed('store', 'ca', 1), 'createStores'],
    [
      'a store with problems is looked at with the new connection',
      given(validKey, brokenStore),
      changed('connection', 'acme', 2),
      'createStores',
    ],
    [
      'a changed store asks Amazon again',
      given(invited, notParticipating),
      changed('store', 'ca', 1),
      'verifyCandidate',
    ],
    ['a consent is verified', given(invited), consent('c-1'), 'verifyCandidate'],
    ['a consent replaces a parked one', given(invited, parkedFor('owner_mismatch')), consent('c-1'), 'verifyCandidate'],
    ['a verb is taken in', given(connected), changed('verb', 'aud-1', 0), 'takeVerb'],
  ] as const)('%s', (_then, facts, message, kind) => {
    expect(stepAfter(facts, message).kind).toBe(kind);
  });
});

describe('Messages that change nothing', () => {
  it.each([
    ['an old revision of the key', changed('key', 'acme', 1)],
    ['an old revision of the connection', changed('connection', 'acme', 1)],
    ['an old revision of a store', changed('store', 'us', 1)],
    ['an attempt while the consent is open', changed('attempt', 'consent-1', 0)],
  ])('%s', (_what, message) => {
    const facts = given(invited);
    expect(after(facts, message)).toBe(facts);
  });

  it.each([
    ['key', changed('key', 'acme', 2)],
    ['connection', changed('connection', 'acme', 2)],
    ['store', changed('store', 'us', 2)],
    ['attempt', changed('attempt', 'consent-1', 0)],
    ['verb', changed('verb', 'aud-1', 0)],
    ['contact', changed('contact', 'seller', 2)],
    ['consent', consent('c-1')],
  ])('a repeated %s', (_kind, message) => {
    const once = after(given(invited, lapsed), message);
    expect(after(once, message)).toEqual(once);
  });

  it('a verb that comes again after it was taken in', () => {
    const taken = { ...after(given(connected), changed('verb', 'aud-1', 0)), verbs: [] };
    expect(after(taken, changed('verb', 'aud-1', 0))).toBe(taken);
  });

  it('an older consent that comes again after a newer one', () => {
    const facts = after(given(invited), consent('old'), consent('new'));
    expect(after(facts, consent('old')).candidate).toMatchObject({ consentId: 'new' });
  });
});

describe('Order does not matter', () => {
  const messages = [
    changed('key', 'acme', 3),
    changed('key', 'acme', 2),
    changed('store', 'us', 2),
    changed('store', 'ca', 1),
  ];

  it('for key and stores', () => {
    expect(after(given(), ...messages)).toEqual(after(given(), ...[...messages].reverse()));
  });
});

describe('A message that means nothing here is counted', () => {
  it.each([
    ['an unknown kind', changed('weather', 'acme', 1)],
    ['a store id that is not offered', changed('store', 'de', 1)],
  ])('%s', (_what, message) => {
    expect(after(given(), message)).toEqual({ ...given(), ignoredMessages: 1 });
  });
});

describe('An attempt after the consent has lapsed', () => {
  const reopened = after(given(invited, lapsed), changed('attempt', 'consent-1', 0));

  it('opens it for another thirty days, without inviting again', () => {
    expect(nextStep(reopened, LATER)).toMatchObject({ wakeup: { key: 'nudge-7', at: LATER + days(7) } });
    expect(nextStep(reopened, LATER + days(7))).toMatchObject({ kind: 'askForConsent', round: 2 });
  });

  it('also opens it while a consent that could not be used is kept', () => {
    const kept = after(given(invited, lapsed, notParticipating), changed('attempt', 'consent-1', 0));
    expect(kept.consent).toMatchObject({ round: 2, openedAt: LATER });
  });
});

describe('Another contact', () => {
  const undelivered = withConsent({ marks: { invitation: 'undelivered' } });
  const facts = after(
    given(invited, undelivered, withFacts({ contactUnreachableSince: NOW })),
    changed('contact', 'seller', 2),
  );

  it('receives the mail that the one before could not', () => {
    expect(nextStep(facts, LATER)).toMatchObject({ kind: 'askForConsent', mail: { key: 'invitation' } });
  });

  it('is not held unreachable', () => {
    expect(facts.contactUnreachableSince).toBeNull();
  });

  it('receives no mail twice', () => {
    expect(stepAfter(given(invited), changed('contact', 'seller', 2)).kind).toBe('wait');
  });
});

describe('Reading a signal', () => {
  it('takes what it must look like, and nothing else of it', () => {
    expect(readConsentGranted({ consentId: 'c', candidateRef: 'g', more: 1 })).toEqual({
      kind: 'consentGranted',
      consentId: 'c',
      candidateRef: 'g',
    });
    expect(readFactsChanged({ kind: 'key', ref: 'acme', revision: 2 })).toEqual(changed('key', 'acme', 2));
  });

  it.each([
    undefined,
    null,
    'text',
    7,
    [],
    {},
    { consentId: '', candidateRef: 'g', kind: '', ref: 'x', revision: 1 },
    { consentId: 'x'.repeat(201), candidateRef: 'g', kind: 'x'.repeat(201), ref: 'x', revision: 1 },
    { consentId: 1, candidateRef: 'g', kind: 'key', ref: {}, revision: 1 },
    { kind: 'key', ref: 'acme', revision: 1.5 },
    { kind: 'key', ref: 'acme', revision: '1' },
    { kind: 'key', ref: 'acme', revision: Number.NaN },
  ])('refuses %j', (input) => {
    expect([readConsentGranted(input), readFactsChanged(input)]).toEqual([null, null]);
  });
});
