import { judgeVerb } from '../../src/domain/judge-verb';
import type { OnboardingFacts } from '../../src/domain/facts';
import type { Message } from '../../src/domain/messages';
import { receive } from '../../src/domain/receive';
import { stageOf } from '../../src/domain/situation';
import { STAGES, type Stage } from '../../src/domain/stages';
import { VERBS, type Verb, type VerbDetail } from '../../src/domain/verbs';
import {
  connected,
  days,
  EXPIRY,
  given,
  invited,
  lapsed,
  NOW,
  parkedFor,
  quiet,
  revokedAt,
  validKey,
  withCandidate,
  withConsent,
  withFacts,
  withKey,
  withStores,
  UNKNOWN_WEBSITE,
} from './given';

/** One onboarding for each stage, with the instant at which it is there. */
const AT: Readonly<Record<Stage, readonly [OnboardingFacts, number]>> = {
  validating_key: [given(), NOW],
  awaiting_key: [given(withKey({ revision: 0 })), NOW],
  creating_store: [given(validKey), NOW],
  awaiting_correction: [given(validKey, withStores({ us: [UNKNOWN_WEBSITE] })), NOW],
  awaiting_consent: [given(invited), NOW],
  consent_lapsed: [given(lapsed), NOW],
  verifying_grant: [given(invited, withCandidate()), NOW],
  connected: [given(connected), NOW],
  expiring: [given(connected), EXPIRY - days(5)],
  expired: [given(connected), EXPIRY],
  revoked: [given(connected, revokedAt(NOW)), NOW],
  disconnected: [given(connected, withFacts({ disconnect: { at: NOW } })), NOW],
};

const DETAILS: Readonly<Partial<Record<Verb, VerbDetail>>> = {
  snooze: { until: new Date(EXPIRY + days(30)).toISOString() },
  decide_owner: { decision: 'accept', consentId: null },
};

function asked(facts: OnboardingFacts, verb: Verb, now: number, detail: VerbDetail | null = DETAILS[verb] ?? null) {
  const verdict = judgeVerb(facts, verb, detail, 'aud_1', now);
  return 'refused' in verdict ? 'refused' : 'accepted';
}

/** Where each verb makes sense; everywhere else it is refused. */
const MAKES_SENSE: Readonly<Record<Verb, readonly Stage[]>> = {
  disconnect: STAGES.filter((stage) => stage !== 'disconnected'),
  undo_disconnect: ['disconnected'],
  refresh: STAGES,
  dispute: STAGES,
  remind: ['awaiting_consent', 'connected', 'expiring', 'expired', 'revoked'],
  snooze: ['connected', 'expiring'],
  probe: ['connected', 'expiring', 'expired', 'revoked'],
  reopen: ['consent_lapsed'],
  // Nothing waits for a decision in any of these.
  decide_owner: [],
};

describe('every verb at every stage', () => {
  it.each(STAGES)('the example of %s stands there', (stage) => {
    expect(stageOf(...AT[stage])).toBe(stage);
  });

  describe.each(VERBS)('%s', (verb) => {
    it.each(STAGES)('at %s', (stage) => {
      const [facts, now] = AT[stage];
      expect(asked(facts, verb, now)).toBe(MAKES_SENSE[verb].includes(stage) ? 'accepted' : 'refused');
    });
  });

  it.each(VERBS)('%s is answered in whole sentences, wherever it is asked', (verb) => {
    for (const [facts, now] of Object.values(AT)) {
      const verdict = judgeVerb(facts, verb, DETAILS[verb] ?? null, 'aud_1', now);
      const said = 'refused' in verdict ? [verdict.refused] : [verdict.answer, verdict.outcome ?? verdict.answer];
      for (const sentence of said) expect(sentence).toMatch(/^[A-Z][^{}]*\.$/);
    }
  });

  it.each<[string, OnboardingFacts, Verb, VerbDetail | null, 'accepted' | 'refused']>([
    ['reopening what a collision blocks', blocked(), 'reopen', null, 'accepted'],
    ['reopening what was taken over', given(quiet), 'reopen', null, 'accepted'],
    ['reminding whoever was never to be asked', given(quiet), 'remind', null, 'refused'],
    ['accepting a parked consent', parked(), 'decide_owner', { decision: 'accept', consentId: null }, 'accepted'],
    ['rejecting it', parked(), 'decide_owner', { decision: 'reject', consentId: 'consent-1' }, 'accepted'],
    ['deciding another one', parked(), 'decide_owner', { decision: 'accept', consentId: 'consent-0' }, 'refused'],
    ['deciding nothing', parked(), 'decide_owner', { decision: 'perhaps', consentId: null }, 'refused'],
    ['a dispute that is settled', disputed(), 'decide_owner', { decision: 'accept', consentId: null }, 'accepted'],
    ['a dispute that is right', disputed(), 'decide_owner', { decision: 'reject', consentId: null }, 'accepted'],
    ['a snooze into the past', given(connected), 'snooze', { until: '2020-01-01T00:00:00Z' }, 'refused'],
    ['a snooze until nobody knows when', given(connected), 'snooze', { until: 'Tuesday' }, 'refused'],
    ['a snooze without an end', given(connected), 'snooze', null, 'refused'],
    ['an undo after the days of grace', leftLongAgo(), 'undo_disconnect', null, 'refused'],
  ])('%s', (_what, facts, verb, detail, expected) => {
    expect(asked(facts, verb, NOW, detail)).toBe(expected);
  });

  it('a rejected dispute disconnects', () => {
    const verdict = judgeVerb(disputed(), 'decide_owner', { decision: 'reject', consentId: null }, 'aud_1', NOW);
    expect(verdict).toMatchObject({ facts: { disconnect: { at: NOW }, disputedAt: null } });
  });

  it('no mail piles up behind mails that cannot be sent', () => {
    const extraMails = Array.from({ length: 5 }, (_, n) => ({ auditId: `aud_${n}`, at: NOW }));
    expect(asked(given(connected, withFacts({ extraMails })), 'remind', NOW)).toBe('refused');
  });
});

function blocked(): OnboardingFacts {
  return given(invited, withConsent({ problem: { code: 'seller_already_connected', since: NOW } }));
}

function parked(): OnboardingFacts {
  return given(connected, parkedFor('owner_mismatch'));
}

function disputed(): OnboardingFacts {
  return given(connected, withFacts({ disputedAt: NOW }));
}

function leftLongAgo(): OnboardingFacts {
  return given(connected, withFacts({ disconnect: { at: NOW - days(7) } }));
}

const changed = (fact: string, ref: string, revision: number): Message => ({
  kind: 'factsChanged',
  fact,
  ref,
  revision,
});

/** Every message that the process understands, new to an onboarding of any stage. */
const NEWS: readonly (readonly [string, Message])[] = [
  ['a consent', { kind: 'consentGranted', consentId: 'consent-9', candidateRef: 'grant-9' }],
  ['a verb', changed('verb', 'aud_9', 0)],
  ['an update', { kind: 'verb', verb: 'refresh', updateId: 'u-1', actor: 'ada', reason: 'why not', detail: null }],
  ['a key', changed('key', 'key', 9)],
  ['a connection', changed('connection', 'connection', 9)],
  ['a store', changed('store', 'ca', 9)],
  ['the removal of a store', changed('store_removed', 'us', 9)],
  ['a contact', changed('contact', 'contacts', 9)],
  ['a policy', changed('policy', 'policy', 9)],
  ['a doubt about the grant', changed('probe', 'grant-0', 0)],
  ['a doubt about the key', changed('probe', 'key', 0)],
  ['a doubt about the stores', changed('probe', 'stores', 0)],
  ['the end of an incident', changed('incident', 'inc_1', 0)],
  ['a press of Connect', changed('attempt', 'consent-9', 0)],
];

/** What changes something only where it has something to change. */
const CHANGES: Readonly<Record<string, readonly Stage[]>> = {
  'a policy': ['connected', 'expiring', 'expired', 'revoked', 'disconnected'],
  'a doubt about the grant': ['connected', 'expiring', 'expired', 'revoked', 'disconnected'],
  'a doubt about the key': STAGES.filter((stage) => stage !== 'validating_key' && stage !== 'awaiting_key'),
  'a doubt about the stores': ['connected', 'expiring', 'expired', 'revoked', 'disconnected'],
  'the end of an incident': [],
  'a contact': ['connected', 'expiring', 'expired', 'revoked', 'disconnected'],
  'a press of Connect': ['consent_lapsed'],
};

describe('every message at every stage', () => {
  describe.each(NEWS)('%s', (name, message) => {
    it.each(STAGES)('at %s', (stage) => {
      const [facts, now] = AT[stage];
      const after = receive(facts, message, now);
      expect(JSON.stringify(after) !== JSON.stringify(facts)).toBe((CHANGES[name] ?? STAGES).includes(stage));
    });

    it('changes nothing when it comes again', () => {
      for (const [facts, now] of Object.values(AT)) {
        const once = receive(facts, message, now);
        expect(receive(once, message, now)).toEqual(once);
      }
    });

    it('never takes a grant, a plan or a mark away', () => {
      for (const [facts, now] of Object.values(AT)) {
        const { grant, plan, marks } = receive(facts, message, now);
        expect([grant?.ref, plan, marks]).toEqual([facts.grant?.ref, facts.plan, facts.marks]);
      }
    });
  });

  it('word of an older grant, policy or incident changes nothing', () => {
    const facts = given(connected, withFacts({ hold: { incidentId: 'inc_2', key: 'T-30', until: NOW } }));
    for (const old of [changed('probe', 'grant-7', 0), changed('policy', 'policy', 1), changed('incident', 'inc_1', 0)])
      expect(receive(facts, old, NOW)).toEqual(facts);
  });

  it('the end of the incident that holds a mail releases it', () => {
    const facts = given(connected, withFacts({ hold: { incidentId: 'inc_2', key: 'T-30', until: NOW } }));
    expect(receive(facts, changed('incident', 'inc_2', 0), NOW).hold).toBeNull();
  });

  it('two runs see the same update once', () => {
    const update: Message = { kind: 'verb', verb: 'remind', updateId: 'u-1', actor: 'ada', reason: 'r', detail: null };
    const next = { ...receive(given(connected), update, NOW), verbs: [] };
    expect(receive(next, update, NOW).verbs).toEqual([]);
  });
});
