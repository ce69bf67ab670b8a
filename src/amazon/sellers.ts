import { z } from 'zod';
import type { Clock, Instant } from '../domain/clock';
import { marketplaceById, type Region } from '../domain/marketplaces';
import type { Participation, ParticipationsOutcome, SellingPlan } from '../domain/outcomes';
import type { Secret } from '../domain/secret';
import type { AmazonEndpoints } from './endpoints';
import { denial } from './errors';
import { ACCOUNT_PATH, ACCOUNT_REGIONS, PARTICIPATIONS_PATH, SELLERS_RETRY_AFTER_MS } from './facts';
import { parseJson } from './json';
import { retryAfterMs } from './retry-after';
import type { AmazonRequest, Transport } from './transport';

/** The Sellers API of the Selling Partner API. */
export interface Sellers {
  /**
   * The seller's marketplaces in a region. Asks once; the rate is one call in 62.5 s per seller, so after a 429
   * `retryAfterMs` is at least 63 s. The answer names no seller: it proves token, region and role, not identity.
   */
  readonly marketplaceParticipations: (asked: {
    readonly region: Region;
    readonly accessToken: Secret;
  }) => Promise<ParticipationsOutcome>;
  /**
   * The seller's selling plan; null where Amazon does not tell, for whatever reason: another region than Europe, a role
   * that our application lacks, its rate (one call in 62.5 s per seller), an outage. Asks once. The answer also holds names
   * and addresses; nothing of it is read but the plan.
   */
  readonly sellingPlan: (asked: {
    readonly region: Region;
    readonly accessToken: Secret;
  }) => Promise<SellingPlan | null>;
}

export interface SellersParts {
  readonly endpoints: AmazonEndpoints;
  readonly clock: Clock;
  readonly transport: Transport;
  /** A number in [0, 1), which spreads the waits after a 429. */
  readonly random: () => number;
}

/** Most that is added to a wait, so that sellers refused together do not come back together. */
const JITTER_MS = 15_000;

const participationsAnswer = z.object({ payload: z.array(z.unknown()) });
const marketplaceOfEntry = z.object({ marketplace: z.object({ id: z.string() }) });
/** `storeName` joined Amazon's model in December 2024. */
const entry = z.object({
  participation: z.object({ isParticipating: z.boolean(), hasSuspendedListings: z.boolean().catch(false) }),
  storeName: z.string().catch(''),
});

/** Nobody waits for a selling plan longer than this: it is advice. */
const PLAN_WITHIN_MS = 5_000;

const PLANS = { PROFESSIONAL: 'professional', INDIVIDUAL: 'individual' } as const;
const accountAnswer = z.object({ payload: z.object({ sellingPlan: z.enum(['PROFESSIONAL', 'INDIVIDUAL']) }) });

export function createSellers({ endpoints, clock, transport, random }: SellersParts): Sellers {
  const get = (path: string, region: Region, accessToken: Secret, manner: Pick<AmazonRequest, 'withinMs'> = {}) =>
    transport.send({
      method: 'GET',
      url: endpoints.spApiBase[region] + path,
      headers: { 'x-amz-access-token': accessToken.reveal(), 'x-amz-date': amzDate(clock.now()) },
      ...manner,
    });

  return {
    sellingPlan: async ({ region, accessToken }) => {
      if (!ACCOUNT_REGIONS.includes(region)) return null;
      const answer = await get(ACCOUNT_PATH, region, accessToken, { withinMs: PLAN_WITHIN_MS });
      if (answer.kind !== 'answered' || answer.status !== 200) return null;
      const account = accountAnswer.safeParse(parseJson(answer.body));
      return account.success ? PLANS[account.data.payload.sellingPlan] : null;
    },
    marketplaceParticipations: async ({ region, accessToken }) => {
      const answer = await get(PARTICIPATIONS_PATH, region, accessToken);
      if (answer.kind !== 'answered') return { outcome: 'unverifiable', reason: answer.reason };

      const { status, body, header } = answer;
      if (status === 200) return readParticipations(body);
      if (status === 401 || status === 403) return denial(body, requestIdOf(header('x-amzn-requestid')));
      const asked = retryAfterMs(header('retry-after'));
      if (status === 429) {
        const wait = Math.max(SELLERS_RETRY_AFTER_MS, asked ?? 0) + Math.floor(random() * JITTER_MS);
        return { outcome: 'unverifiable', reason: 'rate_limited', retryAfterMs: wait };
      }
      const wait = asked === undefined ? {} : { retryAfterMs: asked };
      if (status >= 500) return { outcome: 'unverifiable', reason: 'server_error', ...wait };
      return { outcome: 'unverifiable', reason: 'unexpected_answer' };
    },
  };
}

/**
 * Marketplaces that are not in our table are skipped before anything else of them is read: Amazon also sends
 * undocumented ones ("Non-Amazon" and others). Country codes are not compared, because Amazon says both GB and UK.
 */
function readParticipations(body: string): ParticipationsOutcome {
  const answer = participationsAnswer.safeParse(parseJson(body));
  if (!answer.success) return { outcome: 'unverifiable', reason: 'unexpected_answer' };

  const participations: Participation[] = [];
  for (const item of answer.data.payload) {
    const marketplace = marketplaceOfEntry.safeParse(item);
    if (!marketplace.success || !marketplaceById(marketplace.data.marketplace.id)) continue;

    const known = entry.safeParse(item);
    if (!known.success) return { outcome: 'unverifiable', reason: 'unexpected_answer' };
    participations.push({
      marketplaceId: marketplace.data.marketplace.id,
      ...known.data.participation,
      storeName: known.data.storeName,
    });
  }
  return { outcome: 'ok', participations };
}

/** `20261121T101500Z`, as `x-amz-date` wants it. */
function amzDate(at: Instant): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** The id goes into what operators read, so only its documented characters pass. */
function requestIdOf(header: string | undefined): string | undefined {
  return header !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(header) ? header : undefined;
}
