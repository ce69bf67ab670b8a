import { z } from 'zod';
import type { Clock, Instant } from '../domain/clock';
import { marketplaceById, type Region } from '../domain/marketplaces';
import type { Participation, ParticipationsOutcome } from '../domain/outcomes';
import type { Secret } from '../domain/secret';
import type { AmazonEndpoints } from './endpoints';
import { denial } from './errors';
import { PARTICIPATIONS_PATH, SELLERS_RETRY_AFTER_MS } from './facts';
import { parseJson } from './json';
import { retryAfterMs } from './retry-after';
import type { Transport } from './transport';

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

export function createSellers({ endpoints, clock, transport, random }: SellersParts): Sellers {
  return {
    marketplaceParticipations: async ({ region, accessToken }) => {
      const answer = await transport.send({
        method: 'GET',
        url: endpoints.spApiBase[region] + PARTICIPATIONS_PATH,
        headers: { 'x-amz-access-token': accessToken.reveal(), 'x-amz-date': amzDate(clock.now()) },
      });
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
