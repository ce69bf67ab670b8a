import type { Selectable } from 'kysely';
import type { Instant } from '../domain/clock';
import type { StoreId } from '../domain/marketplaces';
import type { Secret } from '../domain/secret';
import { fingerprint, randomId, randomToken, sameText } from './fingerprint';
import { destroyGrants } from './grant-ending';
import { grantInForce, refreshTokenPlace } from './grant-row';
import { toJson } from './json-column';
import type { KeyRing } from './key-ring';
import { lockOnboarding, lockOpenOnboarding } from './onboarding-row';
import { otherAccountOf, type OtherAccount } from './other-account';
import type { AttemptsTable } from './schema';
import type { Database, Tx } from './transactions';
import { putSecret } from './vault';

export type Door = 'link' | 'seller_central';

export type AttemptOutcome =
  | 'open'
  | 'exchanging'
  | 'lost'
  | 'code_refused'
  | 'app_misconfigured'
  | 'amazon_unavailable'
  | 'overtaken'
  | 'verifying'
  | 'connected'
  | 'not_participating'
  | 'parked'
  | 'refused'
  | 'void';

export interface Attempt {
  readonly consentId: string;
  readonly onboardingId: string;
  readonly linkId: string;
  readonly door: Door;
  readonly storeId: StoreId;
  readonly expectedGeneration: number;
  readonly createdAt: Instant;
  readonly stateExpiresAt: Instant;
  /** As a reader at `at` sees it: a claim without a result after 60 s is `lost`. */
  readonly outcome: AttemptOutcome;
  readonly finishedAt: Instant | null;
}

export type ConsumeResult =
  | { readonly outcome: 'claimed'; readonly attempt: Attempt }
  /** The same callback again, from the same browser: show its return page. */
  | { readonly outcome: 'already_consumed'; readonly attempt: Attempt }
  /** The generation in force has moved on since the attempt: consumed, exchange nothing. */
  | { readonly outcome: 'overtaken'; readonly attempt: Attempt }
  | { readonly outcome: 'expired'; readonly attempt: Attempt }
  /** Nothing was consumed. */
  | { readonly outcome: 'foreign_browser' }
  | { readonly outcome: 'unknown' };

export interface Candidate {
  readonly consentId: string;
  readonly sellerId: string;
  readonly refreshToken: Secret;
  readonly grantedAt: Instant;
}

export interface Attempts {
  /**
   * Mints an attempt: 256-bit state (returned once, stored hashed), 15 minutes, bound to browser, onboarding, door and
   * generation in force. Signals `factsChanged{kind: attempt}` if the consent had lapsed. `limited`: 20 an hour per
   * onboarding are reached.
   */
  create(
    input: {
      readonly onboardingId: string;
      readonly linkId: string;
      readonly browserHash: string;
      readonly door: Door;
      readonly storeId: StoreId;
    },
    at: Instant,
  ): Promise<
    | { readonly outcome: 'created'; readonly consentId: string; readonly state: string }
    | { readonly outcome: 'limited' }
    | { readonly outcome: 'closed' }
  >;
  /** Finds the state, compares the browser, and in one transaction consumes it and makes the claim. */
  consume(state: string, browserHash: string | null, at: Instant): Promise<ConsumeResult>;
  /** Stores the candidate (token into the vault) and the outbox row for `consentGranted`, and ends the claim. A late result is still accepted. */
  recordCandidate(candidate: Candidate, at: Instant): Promise<{ readonly candidateRef: string }>;
  recordFailure(
    consentId: string,
    outcome: 'code_refused' | 'app_misconfigured' | 'amazon_unavailable' | 'lost',
    at: Instant,
  ): Promise<void>;
  /** Only for the browser that made it. */
  forBrowser(consentId: string, browserHash: string, at: Instant): Promise<Attempt | undefined>;
  /** The account of a consent that is kept aside because it is another one than expected; only for the browser that made it. */
  otherAccount(consentId: string, browserHash: string): Promise<OtherAccount | undefined>;
  /** The newest attempt that this browser made with this link, for "you started at 14:02 and did not finish". */
  latestOfLink(linkId: string, browserHash: string, at: Instant): Promise<Attempt | undefined>;
}

type AttemptRow = Selectable<AttemptsTable>;

/** From POST Connect to the callback. */
export const STATE_TTL_MS = 15 * 60_000;
/** The exchange of a code takes seconds: a claim this old without a result will have none. */
export const CLAIM_TTL_MS = 60_000;
export const ATTEMPTS_PER_HOUR = 20;
const HOUR_MS = 3_600_000;

/** Whoever opens a page sends anything, and PostgreSQL refuses to look for some characters. */
const CONSENT_ID = /^cst_[\w-]{20}$/;

export function createAttempts(database: Database, vault: KeyRing): Attempts {
  const { db } = database;
  return {
    create: (input, at) =>
      database.write(async (tx) => {
        const { onboardingId } = input;
        const stage = (await lockOpenOnboarding(tx, onboardingId)) && (await stageOf(tx, onboardingId));
        if (stage === undefined || stage === 'disconnected') return { outcome: 'closed' };
        if ((await attemptsSince(tx, onboardingId, at - HOUR_MS)) >= ATTEMPTS_PER_HOUR) return { outcome: 'limited' };
        const consentId = randomId('cst');
        const state = randomToken();
        const grant = await grantInForce(tx.db, onboardingId);
        await tx.db
          .insertInto('attempts')
          .values({
            consent_id: consentId,
            onboarding_id: onboardingId,
            link_id: input.linkId,
            door: input.door,
            store_id: input.storeId,
            browser_hash: input.browserHash,
            state_hash: fingerprint(state),
            expected_generation: grant?.generation ?? 0,
            created_at: at,
            state_expires_at: at + STATE_TTL_MS,
            outcome: 'open',
          })
          .execute();
        // Only a consent that had lapsed is changed by a click; every other one would be woken for nothing.
        if (stage === 'consent_lapsed') {
          await tx.enqueue({ kind: 'factsChanged', onboardingId, fact: 'attempt', ref: consentId, revision: 0 }, at);
        }
        return { outcome: 'created', consentId, state };
      }),

    consume: (state, browserHash, at) => database.write((tx) => consume(tx, state, browserHash, at)),

    recordCandidate: (candidate, at) =>
      database.write(async (tx) => {
        const attempt = await findAttempt(tx, candidate.consentId);
        const onboarding = attempt && (await lockOnboarding(tx, attempt.onboarding_id));
        if (!onboarding) throw new Error(`There is no consent attempt ${candidate.consentId}.`);
        const recorded = await tx.db
          .selectFrom('grants')
          .select('grant_ref')
          .where('consent_id', '=', candidate.consentId)
          .executeTakeFirst();
        if (recorded) return { candidateRef: recorded.grant_ref };
        if (onboarding.closed_at !== null) return recordTooLate(tx, attempt, candidate, at);
        return recordCandidate(tx, vault, attempt, candidate, at);
      }),

    async recordFailure(consentId, outcome, at) {
      await db
        .updateTable('attempts')
        .set({ outcome, finished_at: at })
        .where('consent_id', '=', consentId)
        .where('outcome', '=', 'exchanging')
        .execute();
    },

    async forBrowser(consentId, browserHash, at) {
      if (!CONSENT_ID.test(consentId)) return undefined;
      const row = await db.selectFrom('attempts').selectAll().where('consent_id', '=', consentId).executeTakeFirst();
      return row && sameText(row.browser_hash, browserHash) ? attemptAt(row, at) : undefined;
    },

    otherAccount: async (consentId, browserHash) =>
      CONSENT_ID.test(consentId) ? otherAccountOf(db, consentId, browserHash) : undefined,

    async latestOfLink(linkId, browserHash, at) {
      const row = await db
        .selectFrom('attempts')
        .selectAll()
        .where('link_id', '=', linkId)
        .where('browser_hash', '=', browserHash)
        .orderBy('created_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && attemptAt(row, at);
    },
  };
}

async function stageOf(tx: Tx, onboardingId: string): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('projections')
    .select('stage')
    .where('onboarding_id', '=', onboardingId)
    .executeTakeFirst();
  return row?.stage;
}

async function attemptsSince(tx: Tx, onboardingId: string, since: Instant): Promise<number> {
  const { count } = await tx.db
    .selectFrom('attempts')
    .select((builder) => builder.fn.countAll<number>().as('count'))
    .where('onboarding_id', '=', onboardingId)
    .where('created_at', '>', since)
    .executeTakeFirstOrThrow();
  return count;
}

async function consume(tx: Tx, state: string, browserHash: string | null, at: Instant): Promise<ConsumeResult> {
  const row = await tx.db
    .selectFrom('attempts')
    .selectAll()
    .where('state_hash', '=', fingerprint(state))
    .$if(tx.dialect === 'postgres', (query) => query.forUpdate())
    .executeTakeFirst();
  if (!row) return { outcome: 'unknown' };
  if (browserHash === null || !sameText(row.browser_hash, browserHash)) return { outcome: 'foreign_browser' };
  if (row.consumed_at !== null) return { outcome: 'already_consumed', attempt: attemptAt(row, at) };
  if (row.state_expires_at <= at) return { outcome: 'expired', attempt: attemptAt(row, at) };

  const overtaken = await isOvertaken(tx, row);
  const consumed = overtaken
    ? { consumed_at: at, outcome: 'overtaken', finished_at: at }
    : { consumed_at: at, outcome: 'exchanging' };
  await tx.db.updateTable('attempts').set(consumed).where('consent_id', '=', row.consent_id).execute();
  return { outcome: overtaken ? 'overtaken' : 'claimed', attempt: attemptAt({ ...row, ...consumed }, at) };
}

/** The onboarding was closed, or another grant is in force than when the seller set out. */
async function isOvertaken(tx: Tx, row: AttemptRow): Promise<boolean> {
  const onboarding = await tx.db
    .selectFrom('onboardings')
    .select('closed_at')
    .where('onboarding_id', '=', row.onboarding_id)
    .executeTakeFirstOrThrow();
  const grant = await grantInForce(tx.db, row.onboarding_id);
  return onboarding.closed_at !== null || (grant?.generation ?? 0) !== row.expected_generation;
}

async function recordCandidate(
  tx: Tx,
  vault: KeyRing,
  attempt: AttemptRow,
  candidate: Candidate,
  at: Instant,
): Promise<{ candidateRef: string }> {
  const { consentId } = candidate;
  const { onboarding_id: onboardingId } = attempt;
  // The newest consent counts: what was kept of older ones is kept no longer.
  await destroyGrants(tx, onboardingId, 'candidate', 'void', at);
  await destroyGrants(tx, onboardingId, 'parked', 'void', at);
  const candidateRef = await insertGrant(tx, attempt, candidate, 'candidate', at);
  await putSecret(tx.db, vault, refreshTokenPlace(candidateRef), onboardingId, candidate.refreshToken);
  await tx.db
    .updateTable('attempts')
    .set({ outcome: 'verifying', finished_at: null })
    .where('consent_id', '=', consentId)
    .execute();
  await tx.enqueue({ kind: 'consentGranted', onboardingId, consentId, candidateRef }, at);
  return { candidateRef };
}

/** The onboarding was closed while the code was exchanged: the token is dropped at once. */
async function recordTooLate(
  tx: Tx,
  attempt: AttemptRow,
  candidate: Candidate,
  at: Instant,
): Promise<{ candidateRef: string }> {
  await tx.db
    .updateTable('attempts')
    .set({ outcome: 'void', finished_at: at })
    .where('consent_id', '=', candidate.consentId)
    .execute();
  return { candidateRef: await insertGrant(tx, attempt, candidate, 'destroyed', at) };
}

async function insertGrant(
  tx: Tx,
  attempt: AttemptRow,
  candidate: Candidate,
  status: 'candidate' | 'destroyed',
  at: Instant,
): Promise<string> {
  const grantRef = randomId('grt');
  await tx.db
    .insertInto('grants')
    .values({
      grant_ref: grantRef,
      onboarding_id: attempt.onboarding_id,
      consent_id: candidate.consentId,
      seller_id: status === 'candidate' ? candidate.sellerId : '',
      seller_id_proof: 'claimed',
      granted_at: candidate.grantedAt,
      status,
      print: toJson([]),
      recorded_at: at,
    })
    .execute();
  return grantRef;
}

async function findAttempt(tx: Tx, consentId: string): Promise<AttemptRow | undefined> {
  return tx.db.selectFrom('attempts').selectAll().where('consent_id', '=', consentId).executeTakeFirst();
}

function attemptAt(row: AttemptRow, at: Instant): Attempt {
  const isLost = row.outcome === 'exchanging' && row.consumed_at !== null && row.consumed_at + CLAIM_TTL_MS <= at;
  return {
    consentId: row.consent_id,
    onboardingId: row.onboarding_id,
    linkId: row.link_id,
    door: row.door as Door,
    storeId: row.store_id as StoreId,
    expectedGeneration: row.expected_generation,
    createdAt: row.created_at,
    stateExpiresAt: row.state_expires_at,
    outcome: isLost ? 'lost' : (row.outcome as AttemptOutcome),
    finishedAt: row.finished_at,
  };
}
