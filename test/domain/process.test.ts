import { apply } from '../../src/domain/apply';
import { newFacts, type OnboardingFacts } from '../../src/domain/facts';
import { UNDONE } from '../../src/domain/judge-verb';
import type { Participates, Probe, Verification } from '../../src/domain/outcomes';
import { nextStep } from '../../src/domain/next-step';
import { planYear } from '../../src/domain/plan-year';
import { receive } from '../../src/domain/receive';
import { retryAfter } from '../../src/domain/retry';
import { situationOf } from '../../src/domain/situation';
import {
  connected,
  days,
  estimated,
  EXPIRY,
  given,
  granted,
  grantOf,
  hours,
  invited,
  notParticipating,
  NOW,
  parkedFor,
  POLICY,
  readyStore,
  UNKNOWN_WEBSITE,
  validKey,
  withCandidate,
  withFacts,
  withStores,
} from './given';
import { followWith, performedWith, told, type Answers } from './story';

const READY = { outcome: 'created', stores: [{ storeId: 'us', revision: 1, outcome: 'ready' }] } as const;
const yearFrom = (generation: number, grantedAt: number) => ({
  grant: grantOf(generation, grantedAt),
  plan: planYear({ generation, expiresAt: grantedAt + days(365) }, POLICY, 'America/New_York', grantedAt),
});

function inForce(generation: number, grantedAt: number): Answers {
  const { grant, plan } = yearFrom(generation, grantedAt);
  const { ref: grantRef, expiresAt } = grant;
  const stores = [{ storeId: 'us', participates: 'yes' }] as const;
  return {
    verifyCandidate: { outcome: 'in_force', grantRef, generation, grantedAt, expiresAt, stores },
    planYear: plan,
  };
}

function verified(facts: OnboardingFacts, verification: Verification, now = NOW) {
  return followWith(facts, now, { verifyCandidate: verification });
}

const stageAt = (facts: OnboardingFacts, now: number) => situationOf(facts, now).stage;

describe('The first day', () => {
  const VALID = { outcome: 'valid', checkedAt: NOW } as const;

  it('leads from the key and the stores, on one trip to Commerce, to the invitation', () => {
    const { steps, wait } = followWith(given(), NOW, {
      validateKey: { outcome: 'checked', key: VALID, stores: READY },
    });
    expect(told(steps)).toEqual(['validateKey', 'invitation']);
    expect(wait).toMatchObject({ wakeup: { key: 'nudge-7' } });
  });

  it('asks for the stores in a step of their own when they could not be asked about with the key', () => {
    const { steps } = followWith(given(), NOW, {
      validateKey: { outcome: 'checked', key: VALID, stores: null },
      createStores: READY,
    });
    expect(told(steps)).toEqual(['validateKey', 'createStores', 'invitation']);
  });

  it('keeps what was found about the stores although the key was replaced meanwhile', () => {
    const before = given();
    const step = nextStep(before, NOW);
    if (step.kind === 'wait') throw new Error('A new key is checked first');
    const replaced = receive(before, { kind: 'factsChanged', fact: 'key', ref: 'acme', revision: 2 }, NOW);
    const facts = apply(replaced, performedWith(step, { outcome: 'checked', key: VALID, stores: READY }), NOW);
    expect(facts).toMatchObject({ apiKey: { revision: 2, verdict: null }, stores: [{ state: 'ready' }] });
  });

  it('goes on after the consent to a planned year, waits once so that this is published, then confirms it', () => {
    const { steps, facts, wait } = followWith(given(invited, withCandidate()), NOW, inForce(1, NOW));
    expect(told(steps)).toEqual(['verifyCandidate', 'planYear']);
    expect(wait).toMatchObject({ wakeup: { key: 'connected' } });
    expect(stageAt(facts, NOW)).toBe('connected');
    expect(told(followWith(facts, NOW + 1_000, {}).steps)).toEqual(['connected']);
  });
});

describe('The stores', () => {
  it('that could be created are invited for, while the others wait for their correction', () => {
    const { facts, steps } = followWith(given(validKey, withStores({ ca: 'new', us: 'new' })), NOW, {
      createStores: {
        outcome: 'created',
        stores: [
          { storeId: 'ca', revision: 1, outcome: 'problems', problems: [UNKNOWN_WEBSITE] },
          { storeId: 'us', revision: 1, outcome: 'ready' },
        ],
      },
    });
    expect(told(steps)).toEqual(['createStores', 'invitation']);
    expect(situationOf(facts, NOW).requirements).toMatchObject([
      { code: 'website_unknown', pointer: '/stores/0/websiteCode' },
      { code: 'consent_needed' },
    ]);
  });

  it('of which the registry knows nothing are forgotten, not asked for for ever', () => {
    const { facts } = followWith(given(validKey, withStores({ mx: 'new', us: 'new' })), NOW, { createStores: READY });
    expect(facts.stores.map(({ storeId }) => storeId)).toEqual(['us']);
  });

  it('stand in the order in which they were given, as in the status', () => {
    const stores = (['us', 'mx'] as const).map((storeId) => ({ storeId, revision: 1 }));
    const start = { ...given(), keyRevision: 1, connectionRevision: 1, stores };
    const message = { kind: 'factsChanged', fact: 'store', ref: 'ca', revision: 1 } as const;
    const ids = (facts: OnboardingFacts) => facts.stores.map(({ storeId }) => storeId);
    expect(ids(newFacts(start, NOW))).toEqual(['us', 'mx']);
    expect(ids(receive(given(), message, NOW))).toEqual(['us', 'ca']);
  });

  it.each([
    [{ outcome: 'connection_missing' }, 'commerce_connection_missing'],
    [{ outcome: 'refused', reason: 'bad_credentials' }, 'commerce_credentials_rejected'],
    [{ outcome: 'refused', reason: 'missing_permission', resources: ['R'] }, 'commerce_permission_missing'],
    [{ outcome: 'unverifiable', reason: 'address_refused' }, 'commerce_address_refused'],
  ] as const)('wait for the connection after %j, since that answer', (outcome, code) => {
    const { facts, wait } = followWith(given(validKey), NOW + days(3), { createStores: outcome });
    expect(wait).toEqual({ kind: 'wait', wakeup: null });
    expect(situationOf(facts, NOW + days(3))).toMatchObject({
      stage: 'awaiting_correction',
      waitingOn: 'merchant',
      requirements: [{ code, since: NOW + days(3) }],
    });
  });

  it('are tried again by themselves while Commerce is down', () => {
    const down = { createStores: { outcome: 'unverifiable', reason: 'server_error' } } as const;
    const { facts, wait } = followWith(given(validKey), NOW, down);
    expect(wait).toMatchObject({ wakeup: { key: 'ask-commerce', at: NOW + 30_000 } });
    expect(situationOf(facts, NOW)).toMatchObject({ stage: 'creating_store', waitingOn: 'commerce' });
  });
});

describe('A store that is added to a live grant', () => {
  const added = { kind: 'factsChanged', fact: 'store', ref: 'ca', revision: 1 } as const;
  const before = receive(given(connected), added, NOW);
  const CREATED = { outcome: 'created', stores: [{ storeId: 'ca', revision: 1, outcome: 'ready' }] } as const;
  const answers = (participates: Participates) =>
    ({
      createStores: CREATED,
      joinStores: { outcome: 'answered', stores: [{ storeId: 'ca', participates }] },
    }) as const;
  const codesOf = (facts: OnboardingFacts, now: number) => situationOf(facts, now).requirements.map(({ code }) => code);

  it('is created and joins without any new consent when the seller sells there', () => {
    const { facts, steps, wait } = followWith(before, NOW, answers('yes'));
    expect(told(steps)).toEqual(['createStores', 'joinStores']);
    expect(situationOf(facts, NOW)).toEqual({ stage: 'connected', waitingOn: 'nobody', requirements: [] });
    expect(wait?.wakeup?.key).toBe('T-60');
  });

  it.each([
    ['no', 'marketplace_not_participating'],
    ['taken', 'marketplace_connected_elsewhere'],
  ] as const)('%s: is a requirement beside the stage, asked about every day until it joins', (answer, code) => {
    const { facts, wait } = followWith(before, NOW, answers(answer));
    expect(codesOf(facts, NOW)).toEqual([code]);
    expect(stageAt(facts, NOW)).toBe('connected');
    expect(wait?.wakeup).toMatchObject({ key: 'ask-participation', at: NOW + days(1) });
    const joined = followWith(facts, NOW + days(1), answers('yes'));
    expect(told(joined.steps)).toEqual(['joinStores']);
    expect(codesOf(joined.facts, NOW + days(1))).toEqual([]);
  });

  it('is asked about again as soon as it is changed', () => {
    const { facts } = followWith(before, NOW, answers('no'));
    const changed = receive(facts, { ...added, revision: 2 }, NOW + hours(1));
    const creation = { outcome: 'created', stores: [{ storeId: 'ca', revision: 2, outcome: 'ready' }] } as const;
    const { steps } = followWith(changed, NOW + hours(1), { ...answers('yes'), createStores: creation });
    expect(told(steps)).toEqual(['createStores', 'joinStores']);
  });

  it.each([
    [{ outcome: 'unverifiable', reason: 'server_error' }, 'amazon_unavailable', 30_000],
    [{ outcome: 'misconfigured', error: 'invalid_client' }, 'app_misconfigured', hours(1)],
    [{ outcome: 'access_refused', requestId: 'r-1' }, 'amazon_access_refused', hours(1)],
    [{ outcome: 'token_refused' }, 'authorization_refused', days(1)],
  ] as const)('after %j is asked about again later, and nothing else is touched', (joinStores, code, later) => {
    const { facts, wait } = followWith(before, NOW, { ...answers('yes'), joinStores });
    expect(codesOf(facts, NOW)).toEqual([code]);
    expect(wait?.wakeup).toMatchObject({ key: 'ask-participation', at: NOW + later });
  });

  it('joins by the next consent', () => {
    const { facts } = followWith(before, NOW, answers('no'));
    const stores = (['us', 'ca'] as const).map((storeId) => ({ storeId, participates: 'yes' as const }));
    const { verifyCandidate, ...year } = inForce(2, NOW);
    const renewed = followWith(withCandidate()(facts), NOW, {
      ...year,
      verifyCandidate: { ...verifyCandidate, stores } as Verification,
    });
    expect(codesOf(renewed.facts, NOW)).toEqual([]);
  });

  it('is asked about at once when it became ready while a consent was being verified that did not know it', () => {
    const { facts } = followWith(before, NOW, answers('no'));
    const meanwhile = { ...facts, stores: facts.stores.map((store) => ({ ...store, participation: null })) };
    const { steps } = followWith(withCandidate()(meanwhile), NOW, { ...inForce(2, NOW), ...answers('yes') });
    expect(told(steps)).toEqual(['verifyCandidate', 'planYear', 'joinStores']);
  });

  it('is not asked about after the grant has expired, nor while the onboarding is leaving', () => {
    const { facts } = followWith(before, EXPIRY - hours(1), answers('no'));
    expect(told(followWith(facts, EXPIRY + days(2), {}).steps)).toEqual([]);
    const leaving = withFacts({ disconnect: { at: NOW } })(followWith(before, NOW, answers('no')).facts);
    expect(told(followWith(leaving, NOW + days(1), {}).steps)).toEqual([]);
  });
});

describe('A store that is removed', () => {
  const changed = (fact: 'store' | 'store_removed', revision: number) =>
    ({ kind: 'factsChanged', fact, ref: 'us', revision }) as const;

  it('is gone with its problems, and a late message does not bring it back', () => {
    const before = given(validKey, withStores({ us: [UNKNOWN_WEBSITE], ca: 'ready' }));
    const facts = receive(before, changed('store_removed', 2), NOW);
    expect(facts.stores.map(({ storeId }) => storeId)).toEqual(['ca']);
    expect(situationOf(facts, NOW).requirements).toEqual([]);
    expect(receive(facts, changed('store', 1), NOW)).toEqual(facts);
  });

  it('and added again is a new one: created anew, and asked about anew', () => {
    const removed = receive(given(connected), changed('store_removed', 2), NOW);
    const facts = receive(removed, changed('store', 3), NOW);
    expect(facts).toMatchObject({
      stores: [{ storeId: 'us', revision: 3, state: 'new', participation: null }],
      removedStores: [],
    });
  });

  it('while it is being created stays removed when the answer comes', () => {
    const before = given(validKey, withStores({ us: 'new', ca: 'ready' }));
    const step = nextStep(before, NOW);
    if (step.kind === 'wait') throw new Error('A new store is created');
    const removed = receive(before, changed('store_removed', 2), NOW);
    expect(apply(removed, performedWith(step, READY), NOW).stores.map(({ storeId }) => storeId)).toEqual(['ca']);
  });

  it('and added again while it was being created is that new one when the answer is already about it', () => {
    const before = given(connected, ({ stores: [us], ...facts }) => ({ ...facts, stores: [{ ...us!, state: 'new' }] }));
    const step = nextStep(before, NOW);
    if (step.kind === 'wait') throw new Error('A changed store is created anew');
    const newest = { outcome: 'created', stores: [{ storeId: 'us', revision: 3, outcome: 'ready' }] } as const;
    const facts = apply(before, performedWith(step, newest), NOW);
    expect(facts).toMatchObject({ stores: [{ revision: 3, participation: null }], grant: { askAt: NOW } });
    expect(receive(receive(facts, changed('store_removed', 2), NOW), changed('store', 3), NOW)).toEqual(facts);
  });

  it('is no longer named by a consent that cannot be used', () => {
    const absent = { outcome: 'not_participating', absent: ['ca', 'us'], since: NOW } as const;
    const before = given(invited, withStores({ us: 'ready', ca: 'ready' }), withCandidate({ verdict: absent }));
    const { requirements } = situationOf(receive(before, changed('store_removed', 2), NOW), NOW);
    expect(requirements).toMatchObject([{ code: 'marketplace_not_participating', params: { countries: 'Canada' } }]);
  });
});

describe('A consent that does not come', () => {
  it('is asked for at once, after 7 and after 21 days, and then left to the link', () => {
    const mails: string[] = [];
    let facts = given(validKey, readyStore);
    for (let day = 0; day <= 60; day += 1) {
      const chapter = followWith(facts, NOW + days(day), {});
      mails.push(...told(chapter.steps).map((mail) => `${mail} on day ${day}`));
      facts = chapter.facts;
    }
    expect(mails).toEqual(['invitation on day 0', 'nudge-7 on day 7', 'nudge-21 on day 21']);
    expect(stageAt(facts, NOW + days(30) - 1)).toBe('awaiting_consent');
    expect(stageAt(facts, NOW + days(30))).toBe('consent_lapsed');
  });
});

describe('The verdict over a consent', () => {
  const consented = given(invited, withCandidate());

  it('not_participating: is asked for daily, for fourteen days, and the consent is then dropped', () => {
    const absent: Verification = { outcome: 'not_participating', absent: ['us'] };
    let { facts } = verified(consented, absent);
    const asked: number[] = [];
    for (let hour = 1; hour <= 24 * 15; hour += 1) {
      const chapter = verified(facts, absent, NOW + hours(hour));
      if (told(chapter.steps).includes('verifyCandidate')) asked.push(hour / 24);
      facts = chapter.facts;
    }
    expect(asked).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(facts.candidate).toBeNull();
  });

  it.each([
    ['before the first grant', consented, 'seller_claim_conflict'],
    ['before the first grant, when another seller was expected', consented, 'owner_mismatch'],
    ['beside a grant', given(connected, withCandidate()), 'owner_mismatch'],
  ] as const)('parked %s: an operator has it for fourteen days, the grant is untouched', (_when, before, reason) => {
    const { facts, wait } = verified(before, { outcome: 'parked', reason });
    expect(facts.grant).toEqual(before.grant);
    expect(wait?.wakeup).toMatchObject({ key: 'candidate-dropped', at: NOW + days(14) });
    expect(situationOf(facts, NOW).requirements).toContainEqual(
      expect.objectContaining({ code: reason, waitingOn: 'operator', deadline: NOW + days(14) }),
    );
  });

  it('parked: the dropped consent leaves nothing behind', () => {
    const before = given(connected, parkedFor('owner_mismatch'));
    const { facts } = followWith(before, NOW + days(14), {});
    expect(facts).toEqual(given(connected));
  });

  it('refused: the next move is an operator’s', () => {
    const { facts } = verified(consented, { outcome: 'refused', reason: 'seller_already_connected' });
    expect(situationOf(facts, NOW)).toMatchObject({
      stage: 'awaiting_consent',
      waitingOn: 'operator',
      requirements: [{ code: 'seller_already_connected' }],
    });
  });

  it('void: the seller is asked once more', () => {
    const { facts } = verified(consented, { outcome: 'void' });
    expect(situationOf(facts, NOW)).toMatchObject({
      stage: 'awaiting_consent',
      waitingOn: 'seller',
      requirements: [{ code: 'consent_void' }, { code: 'consent_needed' }],
    });
  });

  const OBSTACLES: readonly (readonly [Verification, string, string])[] = [
    [{ outcome: 'misconfigured', error: 'invalid_client' }, 'app_misconfigured', 'operator'],
    [{ outcome: 'access_refused', requestId: 'r-1' }, 'amazon_access_refused', 'operator'],
    [{ outcome: 'unverifiable', reason: 'server_error' }, 'amazon_unavailable', 'amazon'],
    [{ outcome: 'unverifiable', reason: 'our_clock' }, 'amazon_unavailable', 'us'],
  ];

  it.each(OBSTACLES)('%j: says whose turn it is, and Amazon is asked again later', (verification, code, waitingOn) => {
    const { facts, wait } = verified(consented, verification);
    expect(situationOf(facts, NOW)).toMatchObject({ stage: 'verifying_grant', waitingOn, requirements: [{ code }] });
    expect(wait?.wakeup?.key).toBe('ask-amazon');
  });

  it.each(OBSTACLES)('%j, after no store participated: is waited out as well', (verification, code) => {
    const { facts, steps } = verified(given(invited, notParticipating), verification, NOW + days(1));
    expect(told(steps)).toEqual(['verifyCandidate']);
    expect(situationOf(facts, NOW + days(1)).requirements.map((missing) => missing.code)).toEqual([
      'marketplace_not_participating',
      code,
    ]);
  });

  describe('over an older consent, when a newer one has come meanwhile,', () => {
    const newer = withCandidate({ ref: 'grant-2', consentId: 'consent-2' })(consented);
    const afterVerdict = (verification: Verification) => {
      const step = nextStep(consented, NOW);
      if (step.kind === 'wait') throw new Error('A candidate is verified first');
      return apply(newer, performedWith(step, verification), NOW);
    };

    it.each(['void', 'parked', 'refused', 'not_participating', 'unverifiable'])('changes nothing: %s', (outcome) => {
      expect(afterVerdict({ outcome } as Verification)).toEqual(newer);
    });

    it('still puts a grant in force that was swapped in, and keeps the newer one to be verified', () => {
      const swapped = { outcome: 'in_force', grantRef: 'g', generation: 1, grantedAt: NOW, expiresAt: EXPIRY } as const;
      expect(afterVerdict({ ...swapped, stores: [] })).toMatchObject({
        grant: { generation: 1 },
        candidate: { ref: 'grant-2', verdict: null },
      });
    });
  });
});

describe('A consent that is kept', () => {
  it('keeps the onboarding from lapsing', () => {
    const late = { receivedAt: NOW + days(29), askAt: NOW + days(31) };
    const facts = given(invited, notParticipating, ({ candidate, ...rest }) =>
      withCandidate({ ...candidate, ...late })({ candidate, ...rest }),
    );
    expect(situationOf(facts, NOW + days(30))).toMatchObject({ stage: 'awaiting_consent', waitingOn: 'seller' });
  });
});

describe('The wait before asking again', () => {
  it('doubles from half a minute to an hour', () => {
    const waits: number[] = [];
    let retry = null;
    for (let attempt = 1; attempt <= 9; attempt += 1) {
      retry = retryAfter(retry, { outcome: 'unverifiable', reason: 'timeout' }, NOW);
      waits.push((retry.at - NOW) / 1000);
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
  });

  it('is at least as long as the other side asked for', () => {
    const limited = { outcome: 'unverifiable', reason: 'rate_limited', retryAfterMs: 63_000 } as const;
    expect(retryAfter(null, limited, NOW).at).toBe(NOW + 63_000);
  });
});

describe('The year', () => {
  it('takes every step in its time, once each', () => {
    const mails: string[] = [];
    let facts = given(connected);
    for (let day = 0; day <= 400; day += 0.25) {
      const chapter = followWith(facts, NOW + days(day), {});
      mails.push(...told(chapter.steps).map((mail) => `${mail} on day ${day}`));
      facts = chapter.facts;
    }
    expect(mails).toEqual([
      'T-60 on day 305',
      'T-30 on day 335',
      'T-14 on day 351',
      'T-7 on day 358',
      'E-7 on day 358',
      'T-3 on day 362',
      'T-0 on day 364',
      'E-1 on day 364',
      'T+1 on day 368',
      'T+7 on day 372',
    ]);
    expect(stageAt(facts, EXPIRY)).toBe('expired');
  });

  it('leaves overtaken reminders out for good; an alert to the operators neither overtakes nor is overtaken', () => {
    const { facts } = followWith(given(connected), EXPIRY - days(6), {});
    expect(facts.marks).toEqual({
      connected: 'done',
      'T-60': 'overtaken',
      'T-30': 'overtaken',
      'T-14': 'overtaken',
      'T-7': 'done',
      'E-7': 'done',
    });
  });

  it.each([
    ['in the very millisecond of the expiry', EXPIRY],
    ['a millisecond before it', EXPIRY - 1],
  ])('is renewed by a consent that comes %s, and what was left of it is silent', (_when, now) => {
    const consent = { kind: 'consentGranted', consentId: 'consent-2', candidateRef: 'grant-1' } as const;
    const verifyCandidate = {
      outcome: 'in_force',
      grantRef: 'grant-1',
      generation: 2,
      grantedAt: now,
      expiresAt: now + days(365),
      stores: [{ storeId: 'us', participates: 'yes' }],
    } as const;
    const plan = planYear({ generation: 2, expiresAt: now + days(365) }, POLICY, 'America/New_York', now);
    const renewed = receive(given(connected), consent, now);
    const { facts, steps } = followWith(renewed, now, { verifyCandidate, planYear: { plan, policy: POLICY } });
    expect(told(steps)).toEqual(['verifyCandidate', 'planYear']);
    expect(stageAt(facts, now)).toBe('connected');
    expect(facts.pastYear).toMatchObject({
      generation: 1,
      marks: { connected: 'done', 'T+1': 'renewed', 'T+7': 'renewed' },
    });
  });

  it('of a grant that was taken over begins in its middle: what lies behind is told to nobody', () => {
    const grant = { ...grantOf(1, NOW - days(345)), basis: 'stated' } as const;
    const plan = planYear(grant, POLICY, 'America/New_York', NOW);
    const { facts, steps } = followWith(given(granted, withFacts({ grant })), NOW, {
      planYear: { plan, policy: POLICY },
    });
    expect(told(steps)).toEqual(['planYear']);
    expect(facts.marks).toMatchObject({ connected: 'skipped', 'T-60': 'overtaken', 'T-30': 'overtaken' });
  });

  it('tries a reminder again that could not be handed over', () => {
    const down = { performStep: { outcome: 'unverifiable', reason: 'unreachable' } } as const;
    const { facts, wait } = followWith(given(connected), EXPIRY - days(30), down);
    expect(wait?.wakeup).toMatchObject({ key: 'mail-again', at: EXPIRY - days(30) + 30_000 });
    expect(told(followWith(facts, EXPIRY - days(30) + 30_000, {}).steps)).toEqual(['T-30']);
  });

  it('asks the merchant for another contact when a reminder is rejected', () => {
    const rejected = { performStep: { outcome: 'contact_unreachable' } } as const;
    const { facts, steps } = followWith(given(connected), EXPIRY - days(30), rejected);
    expect(steps).toHaveLength(1);
    expect(situationOf(facts, EXPIRY - days(30)).requirements).toMatchObject([
      { code: 'renewal_due' },
      { code: 'contact_unreachable', waitingOn: 'merchant' },
    ]);
  });

  it.each([
    ['while it is expiring', EXPIRY - days(10)],
    ['after it has expired', EXPIRY + days(10)],
  ])('begins anew with a renewal %s', (_when, now) => {
    const reminded = followWith(given(connected), EXPIRY - days(20), {}).facts;
    const renewing = withCandidate({ ref: 'grant-2', receivedAt: now })(reminded);
    const renewed = followWith(renewing, now, inForce(2, now));
    expect(told(renewed.steps)).toEqual(['verifyCandidate', 'planYear']);
    const { facts } = followWith(renewed.facts, now + 1_000, {});
    expect(facts).toMatchObject({ grant: { generation: 2 }, plan: { generation: 2 }, marks: { connected: 'done' } });
    expect(facts.marks).toEqual({ connected: 'done' });
    expect(stageAt(facts, now)).toBe('connected');
  });
});

describe('A revocation', () => {
  const at = NOW + days(100);
  const doubted = (facts: OnboardingFacts, now: number) =>
    receive(facts, { kind: 'factsChanged', fact: 'probe', ref: 'grant-0', revision: 0 }, now);
  const dead = { suspectedSince: at, revokedAt: at };
  const toldOnce = followWith(doubted(given(connected), at), at, { readStanding: dead }).facts;

  it.each<[string, (facts: OnboardingFacts, now: number) => OnboardingFacts]>([
    [
      'the sweep',
      (facts, now) =>
        followWith(doubted(facts, now), now, { readStanding: { suspectedSince: null, revokedAt: null } }).facts,
    ],
    [
      'a probe that an operator asked for',
      (facts, now) => {
        const asked = { ...facts, verbs: [{ source: 'registry', auditId: 'aud-1' }] } as const;
        const taken = { verb: 'probe', auditId: 'aud-1' } as const;
        return followWith(asked, now, { takeVerb: taken, probeGrant: { outcome: 'alive' } }).facts;
      },
    ],
  ])('after one that %s found wrong is told to the seller again', (_who, foundAlive) => {
    expect(toldOnce.marks['R+0']).toBe('done');
    const back = foundAlive(toldOnce, at + days(1));
    expect(stageAt(back, at + days(1))).toBe('connected');
    const again = at + days(30);
    const { steps } = followWith(doubted(back, again), again, {
      readStanding: { suspectedSince: again, revokedAt: again },
    });
    expect(told(steps)).toEqual(['readStanding', 'R+0']);
  });
});

it('A mail that an incident holds is looked at again by the hours of the policy, also where its days are short', () => {
  const short = withFacts({ policy: { ...POLICY, dayMs: 500 } });
  const due = given(connected, short).plan!.steps.find(({ key }) => key === 'T-30')!;
  const step = { kind: 'performStep', generation: 1, mail: due, overtaken: [] } as const;
  const hold = (until: number) =>
    apply(given(connected, short), performedWith(step, { outcome: 'held', incidentId: 'inc-1', until }), due.at).hold;
  expect(hold(due.at + 500)).toEqual({ incidentId: 'inc-1', key: 'T-30', until: due.at + 500 });
  // An answer by another clock never makes it look again at once.
  expect(hold(due.at - 1)).toMatchObject({ until: due.at + 21 });
});

describe('The last day of an estimate', () => {
  const over = given(connected, estimated);
  const asked = withFacts({ verbs: [{ source: 'registry', auditId: 'aud-1' }] });
  const probed = (outcome: Probe) =>
    followWith(asked(over), EXPIRY, { takeVerb: { verb: 'probe', auditId: 'aud-1' }, probeGrant: outcome });

  it('is asked about until there is an answer, and nobody says expired before', () => {
    const { facts, wait } = probed({ outcome: 'unverifiable', reason: 'unexpected_answer' });
    expect(stageAt(facts, EXPIRY)).toBe('expiring');
    expect(wait?.wakeup).toMatchObject({ key: 'probe', at: EXPIRY + 30_000 });
  });

  it('has come when Amazon refuses the token then, which is no suspicion of anybody', () => {
    const { facts } = probed({ outcome: 'suspected', since: EXPIRY });
    expect(stageAt(facts, EXPIRY)).toBe('expired');
    expect(facts.verbOutcomes).toEqual([
      { auditId: 'aud-1', outcome: 'Amazon refuses the token, as it does once an authorization has expired.' },
    ]);
  });
});

describe('Leaving', () => {
  const asked = withFacts({ verbs: [{ source: 'registry', auditId: 'aud-1' }] });
  const disconnect: Answers = { takeVerb: { verb: 'disconnect' } };

  it('is final at once before a consent', () => {
    const { steps, wait } = followWith(given(invited, asked), NOW, disconnect);
    expect([told(steps), wait]).toEqual([['takeVerb', 'close'], null]);
  });

  it('destroys a waiting consent first', () => {
    const { steps } = followWith(given(invited, withCandidate(), asked), NOW, disconnect);
    expect(told(steps)).toEqual(['takeVerb', 'dropCandidate', 'close']);
  });

  it('takes seven days after a consent', () => {
    const { facts, wait } = followWith(given(connected, asked), NOW, disconnect);
    expect(wait?.wakeup).toMatchObject({ key: 'disconnect-final', at: NOW + days(7) });
    expect(situationOf(facts, NOW)).toEqual({ stage: 'disconnected', waitingOn: 'nobody', requirements: [] });
    expect(told(followWith(facts, NOW + days(7), {}).steps)).toEqual(['close']);
  });

  it('is taken back by whoever asked for that in time, though it is heard of only later', () => {
    const { facts } = followWith(given(connected, asked), NOW, disconnect);
    const undo = (askedAt: number) => {
      const answers: Answers = { takeVerb: { verb: 'undo_disconnect', askedAt } };
      return told(followWith(asked(facts), NOW + days(10), answers).steps);
    };
    expect(undo(NOW + days(7) - 1)).not.toContain('close');
    expect(undo(NOW + days(7))).toEqual(['takeVerb', 'close']);
  });

  it('takes seven days from when it was asked for, whenever that is heard of', () => {
    const answers: Answers = { takeVerb: { verb: 'disconnect', askedAt: NOW } };
    const heardOf = (at: number) => followWith(given(connected, asked), at, answers);
    expect(heardOf(NOW + days(3)).wait?.wakeup).toMatchObject({ key: 'disconnect-final', at: NOW + days(7) });
    expect(told(heardOf(NOW + days(8)).steps)).toEqual(['takeVerb', 'close']);
  });

  it('is taken back by an undo that the registry agreed to, though its message is not there yet', () => {
    const { facts } = followWith(given(connected, asked), NOW, disconnect);
    const answers: Answers = { close: { outcome: 'taken_back', auditId: 'aud-2' } };
    const back = followWith(facts, NOW + days(7), answers).facts;
    expect(back).toMatchObject({ disconnect: null, ended: false, seen: expect.arrayContaining(['aud-2']) as unknown });
    expect(back.verbOutcomes.at(-1)).toEqual({ auditId: 'aud-2', outcome: UNDONE });
  });

  it('twice does not begin the seven days anew', () => {
    const { facts } = followWith(given(connected, asked), NOW, disconnect);
    expect(followWith(asked(facts), NOW + days(3), disconnect).facts.disconnect).toEqual({ at: NOW });
  });
});

describe('A verb', () => {
  const asked = withFacts({ verbs: [{ source: 'registry', auditId: 'aud-1' }] });

  it('refresh changes nothing but the run', () => {
    const { facts } = followWith(given(connected, asked), NOW, { takeVerb: { verb: 'refresh' } });
    expect(facts).toEqual(given(connected));
  });

  it('dispute raises a requirement for an operator', () => {
    const { facts } = followWith(given(connected, asked), NOW, { takeVerb: { verb: 'dispute' } });
    expect(situationOf(facts, NOW).requirements).toMatchObject([{ code: 'consent_disputed', waitingOn: 'operator' }]);
  });

  it.each([null, { verb: 'sing' }])('that reads as %j is taken in and forgotten', (outcome) => {
    expect(followWith(given(connected, asked), NOW, { takeVerb: outcome }).facts).toEqual(given(connected));
  });
});
