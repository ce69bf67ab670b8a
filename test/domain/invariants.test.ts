import fc from 'fast-check';
import { apply, type OutcomeOf } from '../../src/domain/apply';
import type { Instant } from '../../src/domain/clock';
import { newFacts, type OnboardingFacts, type StoreFacts } from '../../src/domain/facts';
import type { Message } from '../../src/domain/messages';
import { nextStep } from '../../src/domain/next-step';
import type { Participates, StoresCreation, TakenVerb, Unverifiable } from '../../src/domain/outcomes';
import type { PlanStep } from '../../src/domain/plan';
import { planYear } from '../../src/domain/plan-year';
import { policyDays, type Policy } from '../../src/domain/policy';
import { storesToJoin } from '../../src/domain/readiness';
import { receive } from '../../src/domain/receive';
import { settled } from '../../src/domain/settle';
import { situationOf, stageOf } from '../../src/domain/situation';
import { openSnapshot, takeSnapshot } from '../../src/domain/snapshot';
import type { Stage } from '../../src/domain/stages';
import { isVerb, type VerbDetail } from '../../src/domain/verbs';
import type { Wakeup } from '../../src/domain/wakeups';
import { isExtra } from '../../src/domain/year';
import { UPDATES } from '../../src/workflows/messages';
import { NOW, POLICY } from './given';
import { nextRun, performedWith, type Action } from './story';
import { SEED } from '../fuzz/setting';

/** One thing that happens: time passes, then perhaps a message comes. */
interface Turn {
  readonly passes: number | 'until the wake-up';
  readonly message: Message | null;
  /** Picks what the outside world answers from now on. */
  readonly luck: readonly number[];
}

const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({
    kind: fc.constant('consentGranted' as const),
    consentId: fc.constantFrom('c1', 'c2', 'c3', 'c4'),
    candidateRef: fc.constantFrom('g1', 'g2', 'g3'),
  }),
  fc
    .record({
      kind: fc.constant('factsChanged' as const),
      fact: fc.constantFrom(
        ...(['key', 'connection', 'store', 'store', 'attempt', 'verb', 'contact', 'weather'] as const),
        ...(['policy', 'probe', 'probe', 'incident'] as const),
      ),
      ref: fc.constantFrom(
        ...(['us', 'ca', 'mx', 'de', 'aud-1', 'aud-2', 'constructor', '__proto__'] as const),
        ...(['g', 'g', 'key', 'stores', 'inc-1'] as const),
      ),
      revision: fc.integer({ min: -1, max: 12 }),
    })
    // A revision of a store is always the same change: every fourth one its removal.
    .map((sent) => (sent.fact === 'store' && sent.revision % 4 === 0 ? { ...sent, fact: 'store_removed' } : sent)),
  fc.record({
    kind: fc.constant('verb' as const),
    verb: fc.constantFrom(...Object.values(UPDATES)),
    updateId: fc.constantFrom('u1', 'u2', 'u3', 'u4'),
    actor: fc.constant('ada'),
    reason: fc.constant('why not'),
  }),
);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const turn: fc.Arbitrary<Turn> = fc.record({
  passes: fc.oneof(
    { weight: 5, arbitrary: fc.constant('until the wake-up' as const) },
    fc.constant(0),
    fc.integer({ min: 1, max: HOUR }),
    fc.integer({ min: HOUR, max: 40 * 24 * HOUR }),
    fc.integer({ min: 0, max: 400 * 24 * HOUR }),
  ),
  message: fc.option(message, { freq: 2 }),
  luck: fc.array(fc.oneof(fc.constant(0), fc.nat(1000)), { minLength: 1, maxLength: 6 }),
});
const turns = fc.array(turn, { minLength: 5, maxLength: 40 });
const policy: fc.Arbitrary<Policy> = fc.constantFrom(POLICY, { ...POLICY, dayMs: 60_000 });

const UNVERIFIABLE: readonly Unverifiable[] = [
  { outcome: 'unverifiable', reason: 'timeout' },
  { outcome: 'unverifiable', reason: 'rate_limited', retryAfterMs: 63_000 },
  { outcome: 'unverifiable', reason: 'address_refused' },
];

/** Everything that a step can come to. */
function outcomesOf(step: Action, facts: OnboardingFacts, now: Instant): readonly OutcomeOf[Action['kind']][] {
  const grantedAt = now;
  const expiresAt = now + policyDays(facts.policy, facts.policy.grantDays);
  const generation = (facts.grant?.generation ?? 0) + 1;
  const inForce = { outcome: 'in_force', grantRef: 'g', generation, grantedAt, expiresAt } as const;
  const adopted = { ...inForce, grantedAt: now - DAY * 350, expiresAt: now + DAY * 15 };
  const told = (participates: Participates) => facts.stores.map(({ storeId }) => ({ storeId, participates }));
  switch (step.kind) {
    case 'takeVerb':
      return verbsAt(now, facts);
    case 'verifyCandidate':
      return [
        { ...inForce, stores: told('no') },
        { ...inForce, stores: told('yes') },
        { ...inForce, stores: told('yes') },
        { ...adopted, basis: 'estimated', stores: told('yes') },
        { ...adopted, basis: 'stated', stores: told('yes') },
        { ...inForce, stores: told('taken').slice(1) },
        { outcome: 'not_participating', absent: ['us'] },
        { outcome: 'parked', reason: 'owner_mismatch' },
        { outcome: 'parked', reason: 'seller_claim_conflict' },
        { outcome: 'refused', reason: 'seller_already_connected' },
        { outcome: 'void' },
        { outcome: 'misconfigured', error: 'invalid_client' },
        { outcome: 'access_refused', requestId: 'r' },
        ...UNVERIFIABLE,
      ];
    case 'validateKey': {
      const valid = { outcome: 'valid', checkedAt: now } as const;
      return [
        { outcome: 'checked', key: valid, stores: null },
        ...creationsOf(step.stores).map((stores) => ({ outcome: 'checked', key: valid, stores }) as const),
        { outcome: 'checked', key: { outcome: 'missing', part: 'both' }, stores: null },
        { outcome: 'checked', key: { outcome: 'invalid', reason: 'rejected' }, stores: null },
        ...UNVERIFIABLE,
      ];
    }
    case 'createStores':
      return creationsOf(step.stores);
    case 'joinStores':
      return [
        { outcome: 'answered', stores: told('yes') },
        { outcome: 'answered', stores: told('yes').slice(1) },
        { outcome: 'answered', stores: told('no') },
        { outcome: 'answered', stores: told('taken') },
        { outcome: 'answered', stores: [] },
        { outcome: 'token_refused' },
        { outcome: 'misconfigured', error: 'invalid_client' },
        { outcome: 'access_refused', requestId: 'r' },
        ...UNVERIFIABLE,
      ];
    case 'askForConsent':
    case 'performStep':
      return [
        { outcome: 'done' },
        { outcome: 'done' },
        { outcome: 'done' },
        { outcome: 'done' },
        { outcome: 'skipped' },
        { outcome: 'skipped', reason: 'opted_out' },
        { outcome: 'skipped', reason: 'muted' },
        { outcome: 'held', incidentId: 'inc-1', until: now + HOUR },
        { outcome: 'held', incidentId: 'inc-2', until: now - HOUR },
        { outcome: 'contact_unreachable' },
        ...UNVERIFIABLE,
      ];
    case 'planYear': {
      if (!facts.grant) throw new Error('A year is planned only with a grant');
      const { grant, policy, plan } = facts;
      const planned = (zone: string, change: Partial<Policy>) => {
        const changed = { ...policy, version: policy.version + 1, ...change };
        return { plan: planYear(grant, changed, zone, now, plan), policy: changed };
      };
      return [
        planned('America/New_York', {}),
        planned('Asia/Tokyo', {}),
        planned('America/New_York', { reminderDaysBefore: [45, 20, 5, 0], reminderDaysAfter: [2] }),
        planned('Europe/London', { noticeDaysBefore: [], mailHour: 23 }),
      ];
    }
    case 'readStanding':
      return [
        { suspectedSince: null, revokedAt: null },
        { suspectedSince: now, revokedAt: null },
        { suspectedSince: now, revokedAt: now },
        null,
      ];
    case 'probeGrant':
      return [
        { outcome: 'alive' },
        { outcome: 'suspected', since: now },
        { outcome: 'revoked', since: now },
        { outcome: 'gone' },
        ...UNVERIFIABLE,
      ];
    case 'dropCandidate':
    case 'close':
      return [{ outcome: 'done' }];
  }
}

/** A verb, known by the number of outcomes that it follows: each one is another. */
function verbsAt(
  now: Instant,
  { onboardingId, verbs, seen, verbOutcomes }: OnboardingFacts,
): readonly (TakenVerb | null)[] {
  const auditId = `${onboardingId}/${seen.length}/${verbs.length}/${verbOutcomes.length}/${now}`;
  const taken = (verb: string, detail: VerbDetail | null = null) => ({ verb, auditId, detail });
  return [
    taken('refresh'),
    taken('dispute'),
    taken('sing'),
    null,
    taken('remind'),
    taken('probe'),
    taken('snooze', { until: new Date(now + 7 * DAY).toISOString() }),
    taken('snooze', { until: 'tomorrow' }),
    taken('decide_owner', { decision: 'accept', consentId: null }),
    taken('decide_owner', { decision: 'reject', consentId: null }),
    taken('decide_owner', { decision: 'accept', consentId: 'c2' }),
    taken('reopen'),
    taken('undo_disconnect'),
    { verb: 'refresh' },
    taken('disconnect'),
    null,
  ];
}

/** Everything that the creation of these stores can come to. */
function creationsOf(stores: readonly StoreFacts[]): readonly StoresCreation[] {
  const ready = stores.map(({ storeId, revision }) => ({ storeId, revision, outcome: 'ready' as const }));
  const problems = [{ code: 'website_unknown', websiteCode: 'base' }] as const;
  const broken = ready.map((store) => ({ ...store, outcome: 'problems' as const, problems }));
  return [
    { outcome: 'created', stores: ready },
    { outcome: 'created', stores: ready.map((store) => ({ ...store, revision: store.revision + 1 })) },
    { outcome: 'created', stores: broken },
    { outcome: 'created', stores: [...broken.slice(0, 1), ...ready.slice(1)] },
    { outcome: 'created', stores: [] },
    { outcome: 'connection_missing' },
    { outcome: 'refused', reason: 'bad_credentials' },
    { outcome: 'refused', reason: 'missing_permission', resources: ['R'] },
    ...UNVERIFIABLE,
  ];
}

interface Moment {
  readonly facts: OnboardingFacts;
  readonly now: Instant;
  readonly step: Action;
  readonly outcome: OutcomeOf[Action['kind']];
}

interface Life {
  /** Every step performed, with the facts that led to it. */
  readonly moments: readonly Moment[];
  /** The facts at each wait. */
  readonly waits: readonly { readonly facts: OnboardingFacts; readonly now: Instant }[];
  readonly facts: OnboardingFacts;
}

const MOST_STEPS = 40;
const ALERTED = [{ outcome: 'done' }, { outcome: 'skipped' }] as const;

/** Lives through the turns as the loop does; throws if it does not come to a wait. */
function live(turns: readonly Turn[], policy: Policy): Life {
  let now = NOW;
  let wakeup: Wakeup | null = null;
  let facts = newFacts(
    {
      onboardingId: 'acme',
      merchantId: 'm',
      region: 'na',
      keyRevision: 1,
      connectionRevision: 1,
      stores: [{ storeId: 'us', revision: 1 }],
      policy,
      adopted: null,
    },
    now,
  );
  const moments: Moment[] = [];
  const waits: { facts: OnboardingFacts; now: Instant }[] = [];
  for (const { passes, message, luck } of turns) {
    now = passes === 'until the wake-up' ? (wakeup?.at ?? now) : now + passes;
    if (message && !facts.ended) facts = settled(receive(facts, message, now), now);
    for (let count = 0; !facts.ended; count += 1) {
      if (count > MOST_STEPS) throw new Error(`Spinning: ${moments.slice(-5).map(inBrief).join('; ')}`);
      facts = settled(facts.freshRunWanted ? nextRun(facts) : facts, now);
      const step = nextStep(facts, now);
      if (step.kind === 'wait') {
        wakeup = step.wakeup;
        break;
      }
      const outcomes = 'mail' in step && step.mail.lane === 'operator' ? ALERTED : outcomesOf(step, facts, now);
      const outcome = outcomes[(luck[count % luck.length] ?? 0) % outcomes.length] as OutcomeOf[Action['kind']];
      moments.push({ facts, now, step, outcome });
      facts = apply(facts, performedWith(step, outcome), now);
    }
    if (!facts.ended) waits.push({ facts, now });
  }
  return { moments, waits, facts };
}

function inBrief({ step, outcome }: Moment): string {
  return `${'mail' in step ? step.mail.key : step.kind} ${JSON.stringify(outcome)}`;
}

/** The same ones every time, unless another seed is asked for. */
const RUNS = { seed: SEED, numRuns: 300 };

function always(check: (life: Life) => void): void {
  fc.assert(
    fc.property(turns, policy, (turns, policy) => check(live(turns, policy))),
    RUNS,
  );
}

describe('Whatever happens', () => {
  it('the process comes to a wait, and knows until when or for whom it waits', () => {
    always(({ waits }) => {
      for (const { facts, now } of waits) {
        const step = nextStep(facts, now);
        if (step.kind !== 'wait') throw new Error('A wait leads to no step by itself');
        if (step.wakeup) expect(step.wakeup.at).toBeGreaterThan(now);
        else expect(['seller', 'merchant', 'operator']).toContain(situationOf(facts, now).waitingOn);
      }
    });
  });

  it('a wake-up leads to a step, or the situation or the next wake-up has changed', () => {
    always(({ waits }) => {
      for (const { facts, now } of waits) {
        const step = nextStep(facts, now);
        if (step.kind !== 'wait' || !step.wakeup) continue;
        const { at } = step.wakeup;
        const then = nextStep(settled(facts, at), at);
        if (then.kind === 'wait') expect(then.wakeup).not.toEqual(step.wakeup);
      }
    });
  });

  it('every mail is delivered at most once', () => {
    always(({ moments }) => {
      const sent = moments.flatMap(({ facts, step, outcome }) =>
        'mail' in step && (outcome as { outcome: string }).outcome === 'done'
          ? [`${step.kind} ${'round' in step ? step.round : facts.grant?.generation} ${step.mail.key}`]
          : [],
      );
      expect(sent).toEqual([...new Set(sent)]);
    });
  });

  it('no mail of the year goes out at or after the expiry, and none before its time', () => {
    always(({ moments }) => {
      for (const { facts, step, now } of moments) {
        if ('mail' in step) expect(step.mail.at).toBeLessThanOrEqual(now);
        if (step.kind !== 'performStep') continue;
        expect(sideOf(step.mail, facts)).toContain(stageOf(facts, now));
        if (step.mail.kind !== 'revoked' && step.mail.kind !== 'expired' && !isExtra(step.mail))
          expect(now).toBeLessThan(facts.grant?.expiresAt ?? 0);
      }
    });
  });

  it('the steps of a lane are performed in the order of their days, each of the year that is running', () => {
    always(({ moments }) => {
      const performed = moments.flatMap(({ facts, step }) =>
        step.kind === 'performStep' && step.mail.daysBefore !== null ? [{ facts, step, mail: step.mail }] : [],
      );
      for (const { facts, step } of performed) expect(step.generation).toBe(facts.grant?.generation);
      for (const lane of ['seller', 'operator'])
        for (const generation of new Set(performed.map(({ step }) => step.generation))) {
          const daysBefore = performed
            .filter(({ step, mail }) => step.generation === generation && mail.lane === lane)
            .map(({ mail }) => mail.daysBefore ?? 0);
          expect(daysBefore).toEqual([...daysBefore].sort((a, b) => b - a));
        }
    });
  });

  it('a step is recorded once: only one that reached nobody is looked at again', () => {
    always(({ moments, facts }) => {
      const known = [...moments.map((moment) => moment.facts), facts];
      known.forEach((after, index) => {
        const before = known[index - 1];
        if (!before?.plan || before.plan.generation !== after.plan?.generation) return;
        for (const [key, mark] of Object.entries(before.marks))
          if (mark !== 'undelivered') expect(after.marks[key]).toBe(mark);
      });
    });
  });

  it('a year that a new grant or the end of the onboarding ends leaves no step without a word', () => {
    always(({ moments }) => {
      for (const { facts, step, outcome, now } of moments) {
        const after = apply(facts, performedWith(step, outcome), now);
        if (!facts.plan || (after.plan && !after.ended)) continue;
        const marks = after.ended ? after.marks : after.pastYear?.marks;
        expect(Object.keys(marks ?? {})).toEqual(expect.arrayContaining(facts.plan.steps.map(({ key }) => key)));
      }
    });
  });

  it('a verb has one outcome, or somebody still works on it', () => {
    always(({ moments, facts }) => {
      const taken = moments.flatMap(({ step, outcome }) => {
        const verb = step.kind === 'takeVerb' ? (outcome as TakenVerb | null) : null;
        return verb?.auditId !== undefined && isVerb(verb.verb) ? [verb.auditId] : [];
      });
      const open = [...facts.extraMails.map(({ auditId }) => auditId), ...(facts.grant?.probe.auditIds ?? [])];
      const told = facts.verbOutcomes.map(({ auditId }) => auditId);
      expect([...told, ...open].sort()).toEqual([...taken].sort());
    });
  });

  it('a candidate is judged before anything else is done, and never dropped unasked', () => {
    always(({ moments }) => {
      for (const { facts, step, now } of moments) {
        if (facts.disconnect || step.kind === 'takeVerb' || !facts.candidate) continue;
        if (facts.candidate.askAt !== null && facts.candidate.askAt <= now) expect(step.kind).toBe('verifyCandidate');
      }
    });
  });

  it('a grant is lost to nothing but its successor', () => {
    always(({ moments, facts }) => {
      const generations = [...moments.map((moment) => moment.facts), facts].map(({ grant }) => grant?.generation ?? 0);
      expect(generations).toEqual([...generations].sort((a, b) => a - b));
    });
  });

  it('a store that the grant does not serve is never forgotten: Amazon will be asked about it while the grant lives', () => {
    always(({ waits }) => {
      for (const { facts, now } of waits) {
        const { grant } = facts;
        if (!grant || now >= grant.expiresAt || grant.revokedSince !== null) continue;
        if (facts.disconnect || storesToJoin(facts).length === 0) continue;
        expect(grant.askAt).toBeGreaterThan(now);
      }
    });
  });

  it('a store is known or removed, never both, and no message takes its revision back', () => {
    fc.assert(
      fc.property(turns, policy, message, (turns, policy, message) => {
        const { facts, waits } = live(turns, policy);
        const ids = [...facts.stores, ...facts.removedStores].map(({ storeId }) => storeId);
        expect(ids).toEqual([...new Set(ids)]);
        const after = receive(facts, message, waits.at(-1)?.now ?? NOW);
        for (const { storeId, revision } of [...facts.stores, ...facts.removedStores]) {
          const known = [...after.stores, ...after.removedStores].find((store) => store.storeId === storeId);
          expect(known?.revision).toBeGreaterThanOrEqual(revision);
        }
      }),
      RUNS,
    );
  });

  it('snapshots open as they were', () => {
    always(({ facts }) => {
      expect(openSnapshot(JSON.parse(JSON.stringify(takeSnapshot(facts))))).toEqual(facts);
    });
  });

  it('a repeated message changes nothing', () => {
    fc.assert(
      fc.property(turns, policy, message, (turns, policy, message) => {
        fc.pre(!isUnknown(message));
        const { facts, waits } = live(turns, policy);
        const now = waits.at(-1)?.now ?? NOW;
        const once = receive(facts, message, now);
        expect(receive(once, message, now)).toEqual(once);
      }),
      RUNS,
    );
  });

  it('the order of corrections does not matter, but for the order of stores that they add', () => {
    const correction = message.filter(
      (sent) =>
        sent.kind === 'factsChanged' && ['key', 'connection', 'store', 'store_removed', 'weather'].includes(sent.fact),
    );
    fc.assert(
      fc.property(turns, policy, fc.array(correction), (turns, policy, corrections) => {
        const { facts, waits } = live(turns, policy);
        const now = waits.at(-1)?.now ?? NOW;
        const all = (messages: readonly Message[]) =>
          messages.reduce((known, sent) => receive(known, sent, now), facts);
        const byId = (a: { storeId: string }, b: { storeId: string }) => a.storeId.localeCompare(b.storeId);
        const sorted = ({ stores, removedStores, ...rest }: OnboardingFacts) => ({
          ...rest,
          stores: [...stores].sort(byId),
          removedStores: [...removedStores].sort(byId),
        });
        expect(sorted(all([...corrections].reverse()))).toEqual(sorted(all(corrections)));
      }),
      RUNS,
    );
  });
});

/** The stages in which a mail of the year may go out. */
function sideOf(mail: PlanStep, { grant }: OnboardingFacts): readonly Stage[] {
  if (mail.kind === 'expired') return ['expired'];
  if (mail.kind === 'revoked') return ['revoked'];
  expect(grant?.revokedSince).toBeNull();
  return ['connected', 'expiring'];
}

/** Counted each time it comes. */
function isUnknown(message: Message): boolean {
  if (message.kind !== 'factsChanged') return false;
  return message.fact === 'weather' || (message.fact.startsWith('store') && !['us', 'ca', 'mx'].includes(message.ref));
}
