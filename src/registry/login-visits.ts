import type { Instant } from '../domain/clock';
import type { Region } from '../domain/marketplaces';
import { DAY_MS } from '../domain/policy';
import { Secret } from '../domain/secret';
import { raiseHouseEvent } from './events';
import type { KeyRing } from './key-ring';
import { requestLink } from './link-requests';
import { lockOpenOnboarding } from './onboarding-row';
import { lockTable, type Database, type Tx } from './transactions';
import { destroySecret, getSecret, putSecret, type VaultPlace } from './vault';

/** A seller's browser on the way from Seller Central, with what Amazon's address says. */
export interface LoginVisit {
  /** A claim: anybody can write this address. */
  readonly sellerId: string;
  /** Where Amazon wants the seller back; judged to be Amazon's. */
  readonly callbackUri: string;
  /** Amazon's one-time mark of this visit. */
  readonly amazonState: string;
  /** Of the seller's account, where the address tells. */
  readonly region: Region | null;
  /** When the browser came. */
  readonly startedAt: Instant;
}

export interface LoginVisits {
  /** Onboardings of the claimed seller for which this browser holds a session, each with the link that it came by. Reads only. */
  held(
    browserHash: string,
    claim: Pick<LoginVisit, 'sellerId' | 'region'>,
    at: Instant,
  ): Promise<readonly { readonly onboardingId: string; readonly linkId: string }[]>;
  /**
   * If the claimed seller is connected to us, or was until the consent expired or was revoked: keeps the visit for nine
   * minutes from its beginning, encrypted, in the place of an older one of this browser, and has a link mailed to the contact of each
   * onboarding, three an hour and ten a day at most. If nobody knows the seller: event `seller.unknown`, one a day.
   */
  ask(browserHash: string, visit: LoginVisit, at: Instant): Promise<void>;
  /** The visit of this browser that waits for a link of this onboarding. Reads only. */
  waiting(browserHash: string, onboardingId: string, at: Instant): Promise<LoginVisit | undefined>;
  /** Amazon takes its mark once. */
  end(browserHash: string): Promise<void>;
}

/** Amazon allows ten minutes for the whole way there and back. */
export const LOGIN_VISIT_TTL_MS = 9 * 60_000;
/** Whoever makes up seller ids must not bury the backend. */
const UNKNOWN_SELLERS_PER_DAY = 20;

export function createLoginVisits(database: Database, vault: KeyRing): LoginVisits {
  const { db } = database;
  return {
    async held(browserHash, claim, at) {
      const rows = await onboardingsOf(db, claim)
        .innerJoin('browser_sessions as s', 's.onboarding_id', 'o.onboarding_id')
        .innerJoin('links as l', 'l.link_id', 's.link_id')
        .select(['s.onboarding_id', 's.link_id'])
        .where('s.browser_hash', '=', browserHash)
        .where('s.until_at', '>', at)
        .where('l.revoked_at', 'is', null)
        .orderBy('s.onboarding_id')
        .execute();
      return rows.map((row) => ({ onboardingId: row.onboarding_id, linkId: row.link_id }));
    },

    ask: (browserHash, visit, at) =>
      database.write(async (tx) => {
        await destroyExpiredVisits(tx, at);
        const known = await onboardingsOf(tx.db, visit).select('o.onboarding_id').orderBy('o.onboarding_id').execute();
        if (known.length === 0) {
          await tellOfUnknown(tx, visit.sellerId, at);
          return;
        }
        await keep(tx, vault, browserHash, visit);
        for (const { onboarding_id: onboardingId } of known) {
          if (await lockOpenOnboarding(tx, onboardingId)) await requestLink(tx, onboardingId, 'renew', at);
        }
      }),

    async waiting(browserHash, onboardingId, at) {
      const row = await db
        .selectFrom('login_visits')
        .select('expires_at')
        .where('browser_hash', '=', browserHash)
        .executeTakeFirst();
      if (!row || row.expires_at <= at) return undefined;
      const kept = await getSecret(db, vault, placeOf(browserHash));
      const visit = kept && (JSON.parse(kept.reveal()) as LoginVisit);
      const claimed = visit && onboardingsOf(db, visit).where('o.onboarding_id', '=', onboardingId);
      return (await claimed?.select('o.onboarding_id').executeTakeFirst()) ? visit : undefined;
    },

    end: (browserHash) =>
      database.write(async (tx) => {
        await tx.db.deleteFrom('login_visits').where('browser_hash', '=', browserHash).execute();
        await destroySecret(tx.db, placeOf(browserHash));
      }),
  };
}

/** Living onboardings whose last grant is of this seller, whether it still works or not. */
function onboardingsOf(db: Database['db'], { sellerId, region }: Pick<LoginVisit, 'sellerId' | 'region'>) {
  const known = db
    .selectFrom('onboardings as o')
    .innerJoin('grants as g', 'g.onboarding_id', 'o.onboarding_id')
    .where('g.status', '=', 'in_force')
    .where('g.seller_id', '=', sellerId)
    .where('o.closed_at', 'is', null)
    .where('o.disconnected_at', 'is', null);
  return region === null ? known : known.where('o.region', '=', region);
}

function placeOf(browserHash: string): VaultPlace {
  return { table: 'login_visits', row: browserHash, purpose: 'visit' };
}

async function keep(tx: Tx, vault: KeyRing, browserHash: string, visit: LoginVisit): Promise<void> {
  const expires_at = visit.startedAt + LOGIN_VISIT_TTL_MS;
  await tx.db
    .insertInto('login_visits')
    .values({ browser_hash: browserHash, expires_at })
    .onConflict((conflict) => conflict.column('browser_hash').doUpdateSet({ expires_at }))
    .execute();
  await putSecret(tx.db, vault, placeOf(browserHash), null, new Secret(JSON.stringify(visit)));
}

/** Destroys the visits whose nine minutes are over. */
export async function destroyExpiredVisits(tx: Tx, at: Instant): Promise<void> {
  const expired = await tx.db
    .deleteFrom('login_visits')
    .where('expires_at', '<=', at)
    .returning('browser_hash')
    .execute();
  for (const { browser_hash: browserHash } of expired) await destroySecret(tx.db, placeOf(browserHash));
}

/** Once a day for each seller, and of no more than a few sellers in all. */
async function tellOfUnknown(tx: Tx, sellerId: string, at: Instant): Promise<void> {
  await lockTable(tx, 'unknown_sellers');
  await tx.db
    .deleteFrom('unknown_sellers')
    .where('told_at', '<=', at - DAY_MS)
    .execute();
  const told = await tx.db.selectFrom('unknown_sellers').select('seller_id').execute();
  if (told.length >= UNKNOWN_SELLERS_PER_DAY || told.some((row) => row.seller_id === sellerId)) return;
  await tx.db.insertInto('unknown_sellers').values({ seller_id: sellerId, told_at: at }).execute();
  await raiseHouseEvent(tx, 'seller.unknown', { sellerId }, at);
}
