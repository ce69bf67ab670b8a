import type { AdoptionReport } from '../src/domain/contract/adoption';
import type { AuthorizedSeller } from '../src/simulator/crowd';
import { createJsonApi } from '../src/start/year/json-api';
import type { BenchWorld } from './world';

/** A seller whose authorization is taken over, with the instant of the consent. */
export interface Adopted {
  readonly seller: AuthorizedSeller;
  readonly consentedAt: number;
}

/** The most that the product agrees to. */
export const STARTS_PER_HOUR = 36_000;
/** They fit into one call. */
const ROWS_OF_A_CALL = 50;

/** New sellers at the simulator, all of whom have consented. */
export async function authorizedSellers({ demo }: BenchWorld, count: number): Promise<readonly AuthorizedSeller[]> {
  return createJsonApi(demo.addresses.control).post('/crowd', { count, authorized: true });
}

/** Takes all of them over. Throws if one is refused. */
export async function adoptAll({ url, apiKey }: BenchWorld, fleet: readonly Adopted[]): Promise<void> {
  const api = createJsonApi(url, apiKey);
  for (let from = 0; from < fleet.length; from += ROWS_OF_A_CALL) {
    const rows = fleet.slice(from, from + ROWS_OF_A_CALL).map(rowOf);
    const { ticket } = await api.post<{ readonly ticket: string }>('/v1/tickets', { action: 'adoption' });
    const order = { dryRun: false, ticket, startsPerHour: STARTS_PER_HOUR, rows };
    const { adopted, results } = await api.post<AdoptionReport>('/v1/adoptions', order);
    if (adopted !== rows.length) throw new Error(`Not all were taken over: ${JSON.stringify(results)}`);
  }
}

function rowOf({ seller: { name, email, sellerId, refreshToken }, consentedAt }: Adopted) {
  return {
    onboardingId: name,
    merchantId: name,
    region: 'na',
    sellerId,
    refreshToken,
    consentedAt: new Date(consentedAt).toISOString(),
    consentedAtBasis: 'stated',
    stores: [
      {
        country: 'US',
        websiteCode: 'base',
        email,
        name,
        mapping: { amazonIdType: 'asin', attributeCode: 'amazon_asin' },
      },
    ],
    contacts: [{ role: 'seller', email, language: 'en', timeZone: 'America/Chicago' }],
  };
}
