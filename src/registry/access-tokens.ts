import type { Kysely, Selectable } from 'kysely';
import type { Instant } from '../domain/clock';
import type { OfferedRegion } from '../domain/marketplaces';
import type { Secret } from '../domain/secret';
import { accessTokenPlace, destroyAccessToken } from './access-token-row';
import { ACCESS_TOKEN_ACTION, recordAudit } from './audit';
import { participatingIn, type GrantRow } from './grant-row';
import { fromJson } from './json-column';
import type { KeyRing } from './key-ring';
import { lockOnboarding, type OnboardingRow } from './onboarding-row';
import type { AccessTokensTable, Tables } from './schema';
import { refreshStatus } from './status-view';
import type { Database, Tx } from './transactions';
import { getSecret, putSecret } from './vault';

/** The grant that tokens are made from. */
export interface TokenSource {
  readonly onboardingId: string;
  readonly grantRef: string;
  readonly generation: number;
  readonly sellerId: string;
  readonly region: OfferedRegion;
  /** Where the seller sells. */
  readonly marketplaceIds: readonly string[];
}

export interface KeptToken {
  readonly accessToken: Secret;
  readonly expiresAt: Instant;
}

/**
 * Why the last refresh brought no token. `in_doubt`: LWA refused the refresh token, which asks for a probe and proves
 * nothing yet. `misconfigured`: LWA refuses our own application. `unavailable`: LWA could not be asked.
 */
export type RefreshFailure = 'in_doubt' | 'misconfigured' | 'unavailable';

/** Where a grant's access token stands, for every process alike. */
export interface TokenStanding {
  readonly outcome: 'in_force';
  readonly source: TokenSource;
  /** Also one that has expired. */
  readonly kept: KeptToken | null;
  /** Until when another caller may be fetching a new one. */
  readonly leasedUntil: Instant | null;
  /** How the last refresh failed; nobody asks again before `retryAt`. */
  readonly failure: { readonly kind: RefreshFailure; readonly retryAt: Instant } | null;
  /** Counts the changes of all this, so that a lease is taken only by who has seen the latest. */
  readonly version: number;
}

/** Nobody gets a token, and no refresh changes that. */
export interface NoTokenSource {
  readonly outcome: 'not_connected' | 'disconnected' | 'revoked' | 'closed';
}

export interface AccessTokens {
  /** Undefined for an unknown onboarding. */
  standing(onboardingId: string): Promise<TokenStanding | NoTokenSource | undefined>;
  /** Reserves the refresh for `owner`; false if somebody else was faster or the standing is no longer the one seen. */
  lease(seen: TokenStanding, owner: string, until: Instant, at: Instant): Promise<boolean>;
  /**
   * Keeps the token that a refresh brought, which ends the lease and any suspicion of the grant. False if the grant was
   * replaced, disconnected or closed meanwhile: then nothing is kept, and nobody is to get the token.
   */
  keep(source: TokenSource, token: KeptToken): Promise<boolean>;
  /** Ends the lease without a token. `in_doubt` puts the grant under suspicion from its first time on. */
  fail(source: TokenSource, owner: string, kind: RefreshFailure, retryAt: Instant, at: Instant): Promise<void>;
  /**
   * Writes down that an API key has got this token: one audit row per key and token, however often the key asks for it, so
   * that it can be told of each instant who held a live token.
   */
  recordHolder(source: TokenSource, keyId: string, expiresAt: Instant, at: Instant): Promise<void>;
}

export function createAccessTokens(database: Database, vault: KeyRing): AccessTokens {
  const { db } = database;

  /** Runs `work` with the onboarding locked, if the source is still the grant in force and tokens may be had of it. */
  const whileInForce = <T>(
    source: TokenSource,
    work: (tx: Tx, grant: GrantRow, of: OnboardingRow) => Promise<T>,
  ): Promise<T | undefined> =>
    database.write(async (tx) => {
      const onboarding = await lockOnboarding(tx, source.onboardingId);
      const grant = await findGrant(tx.db, source.grantRef);
      if (!onboarding || !grant) return undefined;
      const ended = onboarding.closed_at !== null || onboarding.disconnected_at !== null;
      if (!ended && grant.status === 'in_force') return work(tx, grant, onboarding);
      await destroyAccessToken(tx, grant);
      return undefined;
    });

  return {
    async standing(onboardingId) {
      const onboarding = await db
        .selectFrom('onboardings as o')
        .innerJoin('projections as p', 'p.onboarding_id', 'o.onboarding_id')
        .select(['o.region', 'o.closed_at', 'o.disconnected_at', 'p.stage', 'p.published_generation'])
        .where('o.onboarding_id', '=', onboardingId)
        .executeTakeFirst();
      if (!onboarding) return undefined;
      if (onboarding.closed_at !== null) return { outcome: 'closed' };
      if (onboarding.disconnected_at !== null) return { outcome: 'disconnected' };

      const grant = await db
        .selectFrom('grants')
        .selectAll()
        .where('onboarding_id', '=', onboardingId)
        .where('status', '=', 'in_force')
        .executeTakeFirst();
      if (!grant || grant.generation === null) return { outcome: 'not_connected' };
      if (grant.revoked_at !== null) return { outcome: 'revoked' };
      // A newer grant than the published one has not been found dead by anybody.
      const { stage, published_generation: published } = onboarding;
      if (stage === 'revoked' && published === grant.generation) return { outcome: 'revoked' };

      const row = await db
        .selectFrom('access_tokens')
        .selectAll()
        .where('grant_ref', '=', grant.grant_ref)
        .executeTakeFirst();
      const accessToken = await getSecret(db, vault, accessTokenPlace(grant.grant_ref, grant.generation));
      return {
        outcome: 'in_force',
        source: {
          onboardingId,
          grantRef: grant.grant_ref,
          generation: grant.generation,
          sellerId: grant.seller_id,
          region: onboarding.region as OfferedRegion,
          marketplaceIds: participatingIn(fromJson(grant.print)),
        },
        kept: accessToken && row?.expires_at ? { accessToken, expiresAt: row.expires_at } : null,
        leasedUntil: row?.leased_until ?? null,
        failure: row ? failureOf(row) : null,
        version: row?.version ?? 0,
      };
    },

    async lease({ source, version }, owner, until, at) {
      const lease = { lease_owner: owner, leased_until: until, version: version + 1 };
      const { numInsertedOrUpdatedRows: taken } = await db
        .insertInto('access_tokens')
        .values({ grant_ref: source.grantRef, onboarding_id: source.onboardingId, ...lease })
        .onConflict((conflict) =>
          conflict
            .column('grant_ref')
            .doUpdateSet(lease)
            .where('access_tokens.version', '=', version)
            .where((free) =>
              free.or([free('access_tokens.leased_until', 'is', null), free('access_tokens.leased_until', '<=', at)]),
            ),
        )
        .executeTakeFirstOrThrow();
      return taken === 1n;
    },

    async keep(source, { accessToken, expiresAt }) {
      const kept = await whileInForce(source, async (tx, grant, onboarding) => {
        const { grantRef, generation, onboardingId } = source;
        await putSecret(tx.db, vault, accessTokenPlace(grantRef, generation), onboardingId, accessToken);
        await tx.db
          .updateTable('access_tokens')
          .set((row) => ({ ...FREE, version: row('version', '+', 1), expires_at: expiresAt }))
          .where('grant_ref', '=', grantRef)
          .execute();
        if (grant.suspected_since !== null) await setSuspicion(tx, grant, onboarding, null);
        return true;
      });
      return kept ?? false;
    },

    async fail(source, owner, kind, retryAt, at) {
      await whileInForce(source, async (tx, grant, onboarding) => {
        await tx.db
          .updateTable('access_tokens')
          .set((row) => ({ ...FREE, version: row('version', '+', 1), failure: kind, retry_at: retryAt }))
          .where('grant_ref', '=', source.grantRef)
          .where('lease_owner', '=', owner)
          .execute();
        if (kind === 'in_doubt' && grant.suspected_since === null) await setSuspicion(tx, grant, onboarding, at);
      });
    },

    async recordHolder({ onboardingId, grantRef }, keyId, expiresAt, at) {
      const known = await db
        .selectFrom('token_holders')
        .select('expires_at')
        .where('grant_ref', '=', grantRef)
        .where('key_id', '=', keyId)
        .executeTakeFirst();
      if (known?.expires_at === expiresAt) return;
      await database.write(async (tx) => {
        const { numInsertedOrUpdatedRows: written } = await tx.db
          .insertInto('token_holders')
          .values({ grant_ref: grantRef, key_id: keyId, onboarding_id: onboardingId, expires_at: expiresAt })
          .onConflict((conflict) =>
            conflict
              .columns(['grant_ref', 'key_id'])
              .doUpdateSet({ expires_at: expiresAt })
              .where('token_holders.expires_at', '!=', expiresAt),
          )
          .executeTakeFirstOrThrow();
        if (written === 1n)
          await recordAudit(tx, { onboardingId, ...TOKEN_GIVEN, actor: keyId, subject: grantRef }, at);
      });
    },
  };
}

const TOKEN_GIVEN = { action: ACCESS_TOKEN_ACTION, reason: '' } as const;
const FREE = { lease_owner: null, leased_until: null, failure: null, retry_at: null } as const;

function failureOf({ failure, retry_at }: Selectable<AccessTokensTable>): TokenStanding['failure'] {
  return failure === null || retry_at === null ? null : { kind: failure as RefreshFailure, retryAt: retry_at };
}

async function findGrant(db: Kysely<Tables>, grantRef: string): Promise<GrantRow | undefined> {
  return db.selectFrom('grants').selectAll().where('grant_ref', '=', grantRef).executeTakeFirst();
}

async function setSuspicion(tx: Tx, grant: GrantRow, onboarding: OnboardingRow, since: Instant | null): Promise<void> {
  await tx.db.updateTable('grants').set({ suspected_since: since }).where('grant_ref', '=', grant.grant_ref).execute();
  await refreshStatus(tx, onboarding);
}
