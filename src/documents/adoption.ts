import { isoInstant, type Instant } from '../domain/clock';
import type { AdoptionReport, AdoptionResult, AdoptionRow, ReadRow } from '../domain/contract/adoption';
import type { Refusal } from '../domain/contract/refusal';
import { policyDays, policyHours, type Policy } from '../domain/policy';
import { Secret } from '../domain/secret';
import type { AdoptionInput, Adoptions, AdoptionVerdict } from '../registry/adoptions';
import { fieldProblems } from './field-problems';
import { bodyHmac } from './same-body';
import { startInput } from './start-input';

/** From then on it is news to the merchant if something is missing; what was missing before is for whoever adopts. */
const QUIET_HOURS = 24;
const HOUR_MS = 3_600_000;

export interface AdoptionRun {
  readonly adoptions: Adoptions;
  readonly policy: Policy;
  readonly bodyHmacKey: Buffer;
  readonly actor: string;
  readonly startsPerHour: number;
  /** Nothing is written. */
  readonly dryRun: boolean;
}

/** Takes over one row after the other, and says what became of each; none stops the next. */
export type AdoptRow = (read: ReadRow, at: Instant) => Promise<AdoptionResult>;

/**
 * Begins a run over rows. Their processes begin one after the other at the given rate, behind those of earlier runs that
 * are still to begin.
 */
export async function beginAdoption(run: AdoptionRun, now: Instant): Promise<AdoptRow> {
  const { adoptions, policy, dryRun } = run;
  const everyMs = HOUR_MS / run.startsPerHour;
  const last = await adoptions.lastStart();
  let nextStart = last === null ? now : Math.max(now, last + everyMs);
  const mayFollow = refuseRepeated();
  let count = 0;

  async function verdictOf(row: AdoptionRow, startsAt: Instant, at: Instant): Promise<Verdict> {
    const adoption = adoptionInput(row, run);
    const outdated = dateRefusal(row, policy, at);
    // What was taken over in time is unchanged, however late the same rows come again.
    if (outdated) return (await adoptions.judge(adoption)) === 'same' ? 'same' : outdated;
    const repeated = mayFollow(row);
    if (repeated) return repeated;
    const quietUntil = startsAt + policyHours(policy, QUIET_HOURS);
    const verdict = dryRun
      ? await adoptions.judge(adoption)
      : await adoptions.adopt(adoption, { startsAt, quietUntil }, at);
    return verdict === 'new' || verdict === 'adopted' || verdict === 'same' ? verdict : REFUSALS[verdict];
  }

  return async (read, at) => {
    count += 1;
    const result = { row: count, startsAt: null, problems: [] };
    if ('issues' in read) {
      const problems = [...fieldProblems('body', read.issues)];
      return { ...result, onboardingId: read.onboardingId, outcome: 'refused', problems };
    }
    const { onboardingId } = read.row;
    const startsAt = Math.round(nextStart);
    const verdict = await verdictOf(read.row, startsAt, at);
    switch (verdict) {
      case 'same':
        return { ...result, onboardingId, outcome: 'unchanged' };
      case 'new':
        return { ...result, onboardingId, outcome: 'adoptable' };
      case 'adopted':
        nextStart += everyMs;
        return { ...result, onboardingId, outcome: 'adopted', startsAt: isoInstant(startsAt) };
      default:
        return { ...result, onboardingId, outcome: 'refused', problems: [{ in: 'body', ...verdict }] };
    }
  };
}

/** What became of all rows. */
export function adoptionReport(dryRun: boolean, results: readonly AdoptionResult[]): AdoptionReport {
  const count = (...outcomes: readonly AdoptionResult['outcome'][]) =>
    results.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    dryRun,
    adopted: count('adopted', 'adoptable'),
    unchanged: count('unchanged'),
    refused: count('refused'),
    results: [...results],
  };
}

type PlacedRefusal = Refusal & { readonly pointer: string };
type Verdict = 'new' | 'adopted' | 'same' | PlacedRefusal;

function adoptionInput(row: AdoptionRow, { bodyHmacKey, actor }: AdoptionRun): AdoptionInput {
  const { onboardingId, sellerId, refreshToken, consentedAt, consentedAtBasis, ...start } = row;
  return {
    ...startInput(onboardingId, start, bodyHmac(bodyHmacKey, { adoption: row }), actor),
    expectedSellerId: sellerId,
    grant: { refreshToken: new Secret(refreshToken), consentedAt, basis: consentedAtBasis },
  };
}

/** A consent that cannot have been, or that by its own date no longer is. */
function dateRefusal({ consentedAt, consentedAtBasis }: AdoptionRow, policy: Policy, now: Instant) {
  if (consentedAt > now) return IN_FUTURE;
  const expiresAt = consentedAt + policyDays(policy, policy.grantDays);
  return consentedAtBasis === 'stated' && expiresAt <= now ? EXPIRED : null;
}

/** Knows the rows of a run: an id, or a seller in a marketplace, can be taken over once. */
function refuseRepeated(): (row: AdoptionRow) => PlacedRefusal | null {
  const ids = new Set<string>();
  const accounts = new Set<string>();
  return ({ onboardingId, sellerId, stores }) => {
    const own = stores.map(({ country }) => `${sellerId}/${country}`);
    if (ids.has(onboardingId)) return REPEATED_ID;
    if (own.some((account) => accounts.has(account))) return REFUSALS.seller_taken;
    ids.add(onboardingId);
    for (const account of own) accounts.add(account);
    return null;
  };
}

const REFUSALS: Readonly<Record<Exclude<AdoptionVerdict, 'new' | 'same'>, PlacedRefusal>> = {
  conflict: {
    pointer: '/onboardingId',
    code: 'onboarding_exists',
    detail: 'An onboarding of this id was begun otherwise.',
    remedy: 'Choose another id; what is to change in an onboarding that there is, change there.',
  },
  closed: {
    pointer: '/onboardingId',
    code: 'onboarding_closed',
    detail: 'An onboarding of this id has ended, and its id is closed.',
    remedy: 'Choose another id.',
  },
  seller_taken: {
    pointer: '/sellerId',
    code: 'seller_already_connected',
    detail: 'Another onboarding or row has this seller with one of these countries.',
    remedy: 'Take over each account once. A merchant who left disconnects the other onboarding first.',
  },
};

const REPEATED_ID: PlacedRefusal = {
  pointer: '/onboardingId',
  code: 'repeated_onboarding',
  detail: 'An earlier row has the same id.',
  remedy: 'Give each onboarding one row, with all its stores.',
};

const IN_FUTURE: PlacedRefusal = {
  pointer: '/consentedAt',
  code: 'consent_in_future',
  detail: 'This is in the future.',
  remedy: 'Give the day on which the seller consented.',
};

const EXPIRED: PlacedRefusal = {
  pointer: '/consentedAt',
  code: 'authorization_expired',
  detail: 'An authorization of this day has ended.',
  remedy:
    'If the day is only a guess, say "estimated"; otherwise begin an onboarding, whose seller is then asked to consent.',
};
