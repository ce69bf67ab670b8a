import type { Kysely } from 'kysely';
import type { Instant } from '../domain/clock';
import type { Tables } from './schema';

/**
 * How many seller authorizations of our application are known to stand at Amazon: one for each seller in each region who
 * has consented, until that consent expires. One that is no longer used still counts, because only the seller can take it
 * back. Not known, and so not counted right, are consents that were refused, of which nothing is kept, and those that
 * sellers have taken back.
 */
export async function countAuthorizations(db: Kysely<Tables>, at: Instant): Promise<number> {
  const sellers = await db
    .selectFrom('grants')
    .innerJoin('onboardings', 'onboardings.onboarding_id', 'grants.onboarding_id')
    .select(['grants.seller_id', 'onboardings.region'])
    .distinct()
    .where('grants.seller_id', '!=', '')
    .where((builder) =>
      builder.or([builder('grants.expires_at', '>', at), builder('grants.status', 'in', ['candidate', 'parked'])]),
    )
    .execute();
  return sellers.length;
}
