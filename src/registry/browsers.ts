import type { Instant } from '../domain/clock';
import type { Database } from './transactions';

export interface Browsers {
  /** Adds an onboarding to the set that this browser holds a session for. */
  admit(browserHash: string, onboardingId: string, linkId: string, until: Instant): Promise<void>;
  holds(browserHash: string, onboardingId: string, at: Instant): Promise<boolean>;
}

export function createBrowsers({ db }: Database): Browsers {
  return {
    async admit(browserHash, onboardingId, linkId, until) {
      await db
        .insertInto('browser_sessions')
        .values({ browser_hash: browserHash, onboarding_id: onboardingId, link_id: linkId, until_at: until })
        .onConflict((conflict) =>
          conflict.columns(['browser_hash', 'onboarding_id']).doUpdateSet({ link_id: linkId, until_at: until }),
        )
        .execute();
    },

    /** A session ends with its time, with its link and with its onboarding. */
    async holds(browserHash, onboardingId, at) {
      const row = await db
        .selectFrom('browser_sessions as s')
        .innerJoin('links as l', 'l.link_id', 's.link_id')
        .select('s.until_at')
        .where('s.browser_hash', '=', browserHash)
        .where('s.onboarding_id', '=', onboardingId)
        .where('s.until_at', '>', at)
        .where('l.revoked_at', 'is', null)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
