import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_PROBE, type OnboardingFacts, type PendingVerb } from '../../src/domain/facts';
import { openSnapshot, takeSnapshot } from '../../src/domain/snapshot';
import { SNAPSHOT_VERSION } from '../../src/domain/snapshot-version';
import { RICH } from './rich-facts';

/** One file per version that was ever written, for ever. A file is never changed once its version is released. */
function fixture(version: number): unknown {
  return JSON.parse(readFileSync(join(__dirname, 'fixtures', `snapshot-v${version}.json`), 'utf8'));
}

const LIVE_GRANT = {
  ...RICH.grant,
  basis: 'observed',
  suspectedSince: null,
  revokedSince: null,
  standingUnread: false,
  probe: NO_PROBE,
  storesDoubted: false,
} as const;

/** The facts of today, without what version 2 could not know. */
const BEFORE_THE_YEAR: Partial<OnboardingFacts> = {
  begunBy: 2,
  policy: { ...RICH.policy, noticeDaysBefore: [], reminderDaysAfter: [] },
  apiKey: { ...RICH.apiKey, recheckWanted: false },
  consent: { ...RICH.consent, quiet: false },
  candidate: { ...RICH.candidate, decision: null },
  grant: LIVE_GRANT,
  plan: { ...RICH.plan, steps: RICH.plan.steps.filter(({ key }) => key !== 'E-1' && key !== 'T+1') },
  verbs: RICH.verbs.map((verb) => (verb.source === 'update' ? withoutDetail(verb) : verb)),
  replanWanted: false,
  pastYear: null,
  snoozedUntil: null,
  hold: null,
  extraMails: [],
  verbOutcomes: [],
};

function withoutDetail(verb: Extract<PendingVerb, { source: 'update' }>): PendingVerb {
  return Object.fromEntries(Object.entries(verb).filter(([field]) => field !== 'detail')) as unknown as PendingVerb;
}

/** What the facts of today hold and an older version could not. */
const NOT_YET_KNOWN: Readonly<Record<number, Partial<OnboardingFacts>>> = {
  1: {
    ...BEFORE_THE_YEAR,
    removedStores: [],
    grant: { ...LIVE_GRANT, askAt: RICH.grant.grantedAt, obstacle: null, retry: null },
  },
  2: BEFORE_THE_YEAR,
};

describe('A snapshot', () => {
  it('of today is what its fixture says: a change of its shape needs a new version and an upcaster', () => {
    expect(JSON.parse(JSON.stringify(takeSnapshot(RICH)))).toEqual(fixture(SNAPSHOT_VERSION));
  });

  it.each(Array.from({ length: SNAPSHOT_VERSION }, (_, index) => index + 1))(
    'of version %i opens as it was',
    (version) => {
      expect(openSnapshot(fixture(version))).toEqual({ ...RICH, ...NOT_YET_KNOWN[version] });
    },
  );

  it('of version 1 without a grant says nothing about where its stores stand', () => {
    const { version, facts } = fixture(1) as { version: number; facts: OnboardingFacts };
    const { stores, grant } = openSnapshot({ version, facts: { ...facts, grant: null } });
    expect([stores.map(({ participation }) => participation), grant]).toEqual([[null, null], null]);
  });

  it.each([SNAPSHOT_VERSION + 1, 0, -1, 0.5, undefined, '1'])('of version %j is refused', (version) => {
    expect(() => openSnapshot({ version, facts: RICH })).toThrow(RangeError);
  });
});
