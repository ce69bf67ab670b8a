import type { Instant } from '../../src/domain/clock';
import { NO_PROBE, type OnboardingFacts } from '../../src/domain/facts';
import { nextStep } from '../../src/domain/next-step';
import {
  connected,
  days,
  estimated,
  EXPIRY,
  given,
  granted,
  hours,
  invited,
  notParticipating,
  NOW,
  parkedFor,
  readyStore,
  retryAt,
  revokedAt,
  UNKNOWN_WEBSITE,
  validKey,
  withCandidate,
  withConnection,
  withConsent,
  withFacts,
  withGrant,
  withKey,
  withStores,
} from './given';
import { told } from './story';

type Row = readonly [situation: string, facts: OnboardingFacts, at: Instant, then: string];

/** A step in a few words: what is done, or until when and for what is waited. */
function inWords(facts: OnboardingFacts, now: Instant): string {
  const step = nextStep(facts, now);
  if (step.kind === 'createStores') return `createStores ${step.stores.map(({ storeId }) => storeId).join(' ')}`;
  if (step.kind !== 'wait') return told([step]).join('');
  if (!step.wakeup) return 'wait for a message';
  return `wait for ${step.wakeup.key} in ${(step.wakeup.at - NOW) / hours(1)} h`;
}

/** 10:00 in New York so many days before the expiry, which itself is at 15:00 UTC, 10:00 in New York. */
const NOTICE = EXPIRY - days(60);
const FIRST_REMINDER = EXPIRY - days(30);
const SECOND_REMINDER = EXPIRY - days(7);
const LAST_REMINDER = EXPIRY - days(1);
const inHours = (at: Instant) => (at - NOW) / hours(1);

const missingKey = withKey({ verdict: { outcome: 'missing', part: 'privateKey' } });
const invalidKey = withKey({ verdict: { outcome: 'invalid', reason: 'rejected' } });
const unverifiableKey = withKey({ retry: retryAt(NOW + hours(1)) });
const noConnection = withConnection({ revision: 0 });
const refusedConnection = withConnection({ refusal: { reason: 'bad_credentials' } });
const refusedAddress = withConnection({ refusal: { reason: 'address_refused' } });
const unreachableConnection = withConnection({ retry: retryAt(NOW + hours(1), 'unreachable') });
const brokenStore = withStores({ us: [UNKNOWN_WEBSITE] });
const blocked = withConsent({ problem: { code: 'seller_already_connected', since: NOW } });
const uninvited = (facts: OnboardingFacts) => withConsent({ marks: {} })(invited(facts));
const mailDown = withFacts({ mailRetry: retryAt(NOW + hours(1)) });
const obstructed = withCandidate({
  askAt: NOW + hours(1),
  obstacle: { code: 'app_misconfigured', error: 'invalid_client', since: NOW },
});
const disconnecting = withFacts({ disconnect: { at: NOW } });
const verb = withFacts({ verbs: [{ source: 'registry', auditId: 'aud-1' }] });

const KEY: readonly Row[] = [
  ['a new onboarding', given(), NOW, 'validateKey'],
  ['no key', given(withKey({ revision: 0 })), NOW, 'wait for a message'],
  ['a missing private key', given(missingKey), NOW, 'wait for a message'],
  ['an invalid key', given(invalidKey), NOW, 'wait for a message'],
  ['a key that could not be checked', given(unverifiableKey), NOW, 'wait for ask-gateway in 1 h'],
  ['its hour is over', given(unverifiableKey), NOW + hours(1), 'validateKey'],
  ['a valid key', given(validKey), NOW, 'createStores us'],
];

const STORES: readonly Row[] = [
  ['several new stores', given(validKey, withStores({ ca: 'new', us: 'new' })), NOW, 'createStores ca us'],
  ['no store', given(validKey, withStores({})), NOW, 'wait for a message'],
  ['no connection', given(validKey, noConnection), NOW, 'wait for a message'],
  ['a refused connection', given(validKey, refusedConnection), NOW, 'wait for a message'],
  ['a refused address', given(validKey, refusedAddress), NOW, 'wait for a message'],
  ['an instance that is down', given(validKey, unreachableConnection), NOW, 'wait for ask-commerce in 1 h'],
  ['the instance may be asked again', given(validKey, unreachableConnection), NOW + hours(1), 'createStores us'],
  ['a store with problems', given(validKey, brokenStore), NOW, 'wait for look-again in 6 h'],
  ['it may have been mended in Commerce', given(validKey, brokenStore), NOW + hours(6), 'createStores us'],
  [
    'one store with problems and one ready',
    given(validKey, withStores({ ca: [UNKNOWN_WEBSITE], us: 'ready' })),
    NOW,
    'invitation',
  ],
  [
    'one store ready, and the instance is down for the other',
    given(validKey, unreachableConnection, withStores({ ca: 'new', us: 'ready' })),
    NOW,
    'invitation',
  ],
  ['a new store beside a grant', given(connected, withStores({ ca: 'new', us: 'ready' })), NOW, 'createStores ca'],
];

const CONSENT: readonly Row[] = [
  ['a store is ready', given(validKey, readyStore), NOW, 'invitation'],
  ['the invitation was sent', given(invited), NOW, 'wait for nudge-7 in 168 h'],
  ['a week has passed', given(invited), NOW + days(7), 'nudge-7'],
  [
    'the first nudge was sent',
    given(invited, withConsent({ marks: { invitation: 'done', 'nudge-7': 'done' } })),
    NOW + days(7),
    'wait for nudge-21 in 504 h',
  ],
  ['an outage of three weeks', given(invited), NOW + days(21), 'nudge-21'],
  [
    'all nudges were sent',
    given(invited, withConsent({ marks: { invitation: 'done', 'nudge-7': 'skipped', 'nudge-21': 'done' } })),
    NOW + days(21),
    'wait for consent-lapses in 720 h',
  ],
  ['thirty days have passed', given(invited), NOW + days(30), 'wait for a message'],
  ['the mail server is down', given(uninvited, mailDown), NOW, 'wait for mail-again in 1 h'],
  ['the mail server was down', given(uninvited, mailDown), NOW + hours(1), 'invitation'],
  ['the seller is connected elsewhere', given(invited, blocked), NOW + days(7), 'wait for consent-lapses in 720 h'],
  ['a key that turned invalid', given(invited, invalidKey), NOW + days(7), 'wait for nudge-21 in 504 h'],
];

const CANDIDATE: readonly Row[] = [
  ['a candidate while the key is unchecked', given(withCandidate()), NOW, 'verifyCandidate'],
  ['a candidate while the seller is awaited', given(invited, withCandidate()), NOW, 'verifyCandidate'],
  ['a candidate beside a due reminder', given(connected, withCandidate()), FIRST_REMINDER, 'verifyCandidate'],
  [
    'Amazon is down',
    given(invited, withCandidate({ askAt: NOW + hours(1), retry: retryAt(NOW + hours(1)) })),
    NOW,
    'wait for ask-amazon in 1 h',
  ],
  ['our application is refused', given(invited, obstructed), NOW, 'wait for ask-amazon in 1 h'],
  ['our application may be mended', given(invited, obstructed), NOW + hours(1), 'verifyCandidate'],
  ['no store participates', given(invited, notParticipating), NOW, 'wait for ask-amazon in 24 h'],
  ['no store participated yesterday', given(invited, notParticipating), NOW + days(1), 'verifyCandidate'],
  [
    'a candidate at the end of its fourteen days is asked about once more',
    given(invited, notParticipating),
    NOW + days(14),
    'verifyCandidate',
  ],
  [
    'and is then dropped',
    given(invited, notParticipating, (facts) => withCandidate({ ...facts.candidate, askAt: NOW + days(15) })(facts)),
    NOW + days(14),
    'dropCandidate',
  ],
  ['parked', given(invited, parkedFor('seller_claim_conflict')), NOW, 'wait for candidate-dropped in 336 h'],
  ['parked for fourteen days', given(invited, parkedFor('owner_mismatch')), NOW + days(14), 'dropCandidate'],
];

const allSent = (facts: OnboardingFacts) => ({
  ...facts,
  marks: Object.fromEntries((facts.plan?.steps ?? []).map(({ key }) => [key, 'done' as const])),
});
const AFTER_EXPIRY = EXPIRY + days(3);
const EXPIRES = `wait for expiry in ${inHours(EXPIRY)} h`;
const MAIL_AGAIN = `wait for mail-again in ${inHours(SECOND_REMINDER) + 1} h`;
const alerted = withFacts({
  marks: { connected: 'done', 'T-60': 'done', 'T-30': 'done', 'T-14': 'done', 'E-7': 'done' },
});
const mailsDown = withFacts({ mailRetry: retryAt(SECOND_REMINDER + hours(1)) });
const heldReminder = withFacts({ hold: { incidentId: 'inc_1', key: 'T-30', until: FIRST_REMINDER + hours(1) } });
const toldOfRevocation = withFacts({ marks: { connected: 'done', 'R+0': 'done', 'R+7': 'done' } });
const askedFor = withFacts({ extraMails: [{ auditId: 'aud_1', at: NOW }] });
const alive = withGrant({ probe: { ...NO_PROBE, askAt: EXPIRY + days(1) } });
const refused = withGrant({ probe: { ...NO_PROBE, refusedAt: EXPIRY } });
const YEAR: readonly Row[] = [
  ['sixty days before', given(connected), NOTICE, 'T-60'],
  ['a grant without a plan', given(granted), NOW, 'planYear'],
  ['a grant with its plan', given(connected, withFacts({ marks: {} })), NOW, 'connected'],
  ['connected', given(connected), NOW, `wait for T-60 in ${inHours(NOTICE)} h`],
  ['thirty days before', given(connected), FIRST_REMINDER, 'T-30'],
  ['seven days before, after an outage', given(connected), SECOND_REMINDER, 'T-7'],
  ['the last reminder', given(connected), LAST_REMINDER, 'T-0'],
  ['an instant before the expiry', given(connected), EXPIRY - 1, 'T-0'],
  ['the expiry', given(connected), EXPIRY, `wait for T+1 in ${inHours(AFTER_EXPIRY)} h`],
  ['the day after the expiry', given(connected), AFTER_EXPIRY, 'T+1'],
  ['everything was said', given(connected, allSent), EXPIRY + days(30), 'wait for a message'],
  ['an alert beside a mail that cannot be handed over', given(connected, mailsDown), SECOND_REMINDER, 'E-7'],
  [
    'a mail that an incident holds',
    given(connected, heldReminder),
    FIRST_REMINDER,
    `wait for mail-held in ${inHours(FIRST_REMINDER) + 1} h`,
  ],
  ['a mail that is no longer held', given(connected, heldReminder), FIRST_REMINDER + hours(1), 'T-30'],
  ['a later mail than the one that is held', given(connected, heldReminder), SECOND_REMINDER, 'T-7'],
  ['another policy', given(connected, withFacts({ replanWanted: true })), NOW, 'planYear'],
  ['word of the grant', given(connected, withGrant({ standingUnread: true })), NOW, 'readStanding'],
  ['a revocation', given(connected, revokedAt(NOW)), NOW, 'R+0'],
  ['a revocation in the days of a reminder', given(connected, revokedAt(NOW)), FIRST_REMINDER, 'R+7'],
  ['a revocation of which all was said', given(connected, revokedAt(NOW), toldOfRevocation), FIRST_REMINDER, EXPIRES],
  ['the last day of an estimate', given(connected, estimated), EXPIRY, 'probeGrant'],
  [
    'an estimate over which Amazon accepts the token',
    given(connected, estimated, alive),
    EXPIRY,
    `wait for probe in ${inHours(EXPIRY) + 24} h`,
  ],
  ['an estimate over which Amazon refuses the token', given(connected, estimated, refused), AFTER_EXPIRY, 'T+1'],
  ['a mail that was asked for', given(connected, askedFor), NOW, 'remind-aud_1'],
  [
    'a mail that was asked for while mails are down',
    given(connected, alerted, askedFor, mailsDown),
    SECOND_REMINDER,
    MAIL_AGAIN,
  ],
  ['a doubt about the stores', given(connected, withGrant({ askAt: NOW, storesDoubted: true })), NOW, 'joinStores'],
  ['a doubt about the key', given(connected, withKey({ recheckWanted: true })), NOW, 'validateKey'],
  ['all reminders were sent', given(connected, allSent), LAST_REMINDER, `wait for expiry in ${inHours(EXPIRY)} h`],
  ['a new key beside a grant', given(connected, withKey({ revision: 2, verdict: null })), NOW, 'validateKey'],
  ['an invalid key does not stop the reminders', given(connected, invalidKey), FIRST_REMINDER, 'T-30'],
  [
    'an unverifiable key does not stop the reminders',
    given(connected, withKey({ verdict: null, retry: retryAt(FIRST_REMINDER + hours(1)) })),
    FIRST_REMINDER,
    'T-30',
  ],
];

const heldCandidate = withCandidate({
  receivedAt: FIRST_REMINDER,
  askAt: EXPIRY,
  obstacle: { code: 'app_misconfigured', error: 'invalid_client', since: FIRST_REMINDER },
});
const HELD_MAILS: readonly Row[] = [
  [
    'an unjudged renewal',
    given(connected, heldCandidate),
    FIRST_REMINDER,
    `wait for mails-released in ${inHours(FIRST_REMINDER) + 24} h`,
  ],
  ['an unjudged renewal after a day', given(connected, heldCandidate), FIRST_REMINDER + hours(24), 'T-30'],
  ['a parked renewal', given(connected, parkedFor('owner_mismatch'), at(FIRST_REMINDER)), FIRST_REMINDER, 'T-30'],
  ['a refused renewal', given(connected, blocked), FIRST_REMINDER, 'T-30'],
];

function at(receivedAt: Instant) {
  return (facts: OnboardingFacts) => ({ ...facts, candidate: facts.candidate && { ...facts.candidate, receivedAt } });
}

const LEAVING: readonly Row[] = [
  ['a verb, before everything else', given(verb, disconnecting, withCandidate()), NOW, 'takeVerb'],
  ['a disconnect before any consent', given(invited, disconnecting), NOW, 'close'],
  ['a disconnect with a candidate', given(invited, withCandidate(), disconnecting), NOW, 'dropCandidate'],
  ['a disconnect of a connected one', given(connected, disconnecting), NOW, 'wait for disconnect-final in 168 h'],
  ['a candidate during the grace', given(connected, disconnecting, withCandidate()), NOW + days(1), 'dropCandidate'],
  [
    'a due reminder during the grace',
    given(connected, withFacts({ disconnect: { at: EXPIRY - days(8) } })),
    SECOND_REMINDER,
    `wait for disconnect-final in ${inHours(EXPIRY) - 24} h`,
  ],
  ['the end of the grace', given(connected, disconnecting), NOW + days(7), 'close'],
];

describe('nextStep', () => {
  describe.each([
    ['the key', KEY],
    ['the stores', STORES],
    ['the consent', CONSENT],
    ['a candidate', CANDIDATE],
    ['the year', YEAR],
    ['mails while a verdict is awaited', HELD_MAILS],
    ['leaving', LEAVING],
  ])('%s', (_part, rows) => {
    it.each(rows)('given %s', (_situation, facts, now, then) => {
      expect(inWords(facts, now)).toBe(then);
    });
  });

  it('names the overtaken reminders beside the one that is sent', () => {
    expect(nextStep(given(connected), EXPIRY - hours(1))).toMatchObject({
      kind: 'performStep',
      generation: 1,
      mail: { key: 'T-0' },
      overtaken: [{ key: 'T-60' }, { key: 'T-30' }, { key: 'T-14' }, { key: 'T-7' }, { key: 'T-3' }],
    });
  });
});
