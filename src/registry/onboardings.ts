import type { Instant } from '../domain/clock';
import type { OfferedRegion } from '../domain/marketplaces';
import type { Closing } from '../domain/outcomes';
import type { Stage, WaitingOn } from '../domain/stages';
import { settleAsksOf } from './campaigns';
import type { ContactInput } from './contacts';
import type { ConnectionInput, MerchantKeyInput } from './credentials';
import { disconnectFinalAt, undoUnderWay } from './disconnect-end';
import { fromJson } from './json-column';
import type { KeyRing } from './key-ring';
import { lockOnboarding } from './onboarding-row';
import { startOnboarding } from './onboarding-start';
import { publish, publishClosed, type Publication, type PublishResult } from './publish';
import type { StatusView } from './status-view';
import type { StoreInput } from './stores';
import type { Database, Tx } from './transactions';

export interface StartInput {
  readonly onboardingId: string;
  readonly merchantId: string;
  readonly region: OfferedRegion;
  readonly language: 'en';
  readonly expectedSellerId: string | null;
  readonly returnUrl: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly apiKey: MerchantKeyInput | null;
  readonly connection: ConnectionInput | null;
  readonly stores: readonly StoreInput[];
  readonly contacts: readonly ContactInput[];
  /** Keyed HMAC of the canonical JSON of the parsed body (security: "same body"). */
  readonly bodyHmac: string;
  /** Id of the API key that asked. */
  readonly actor: string;
}

export type StartResult = 'created' | 'same' | 'conflict' | 'closed';

export interface ListQuery {
  readonly stage?: Stage;
  readonly waitingOn?: WaitingOn;
  readonly merchantId?: string;
  readonly expiresBefore?: Instant;
  /** Only those that have waited for the same party in the same stage since before this instant. */
  readonly waitingSinceBefore?: Instant;
  /** Only these merchants (an API key may be limited). */
  readonly merchantIds?: readonly string[];
  /** Rows after this onboardingId, in ascending order of onboardingId. */
  readonly after?: string;
  readonly limit: number;
}

export interface Onboardings {
  /**
   * Creates the onboarding with everything it was given, its first projection (`validating_key` or `awaiting_key`), the
   * event `onboarding.started` and the outbox row that starts its workflow.
   */
  start(input: StartInput, at: Instant): Promise<StartResult>;
  /** One indexed read. */
  status(onboardingId: string): Promise<StatusView | undefined>;
  list(query: ListQuery): Promise<{ readonly items: readonly StatusView[]; readonly next: string | null }>;
  /** What the pages and activities need to know of the onboarding itself. */
  basics(onboardingId: string): Promise<OnboardingBasics | undefined>;
  /** The projection of the workflow; see `Publication`. Also raises the events that follow from the change of stage. */
  publish(publication: Publication): Promise<PublishResult>;
  /** From when on a disconnect cannot be taken back; null where none was asked for. The process may not have come to it. */
  disconnectFinalAt(onboardingId: string): Promise<Instant | null>;
  /**
   * Erases credentials, links and tokens of the onboarding and closes its id; repeated calls change nothing. Nor does one
   * of an onboarding whose disconnect was taken back by a verb of which the process has not told yet.
   */
  close(onboardingId: string, at: Instant): Promise<Closing>;
}

export interface OnboardingBasics {
  readonly onboardingId: string;
  readonly merchantId: string;
  readonly region: OfferedRegion;
  readonly language: 'en';
  readonly expectedSellerId: string | null;
  readonly returnUrl: string | null;
  /** Adopted: the merchant is not written to about what was missing by then. Null for those that began here. */
  readonly quietUntil: Instant | null;
  /** Since when it is being disconnected, also while the process has not yet taken it in. */
  readonly disconnectedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly stage: Stage;
  /** Generation in force, 0 if none. */
  readonly generation: number;
  /** Host of the Commerce instance once a store was created against it, so that pages name only verified hosts. */
  readonly verifiedCommerceHost: string | null;
}

export function createOnboardings(database: Database, vault: KeyRing): Onboardings {
  const { db } = database;
  // Backends poll this one: its SQL is built once.
  const statusQuery = db.selectFrom('projections').select('view').where('onboarding_id', '=', '').compile();
  return {
    start: (input, at) => database.write((tx) => startOnboarding(tx, vault, input, null, at)),

    async status(onboardingId) {
      const query: typeof statusQuery = { ...statusQuery, parameters: [onboardingId] };
      const { rows } = await db.executeQuery(query);
      return rows[0] && fromJson(rows[0].view);
    },

    async list(query) {
      if (query.merchantIds?.length === 0) return { items: [], next: null };
      const rows = await filtered(database, query)
        .select(['onboarding_id', 'view'])
        .orderBy('onboarding_id')
        .limit(query.limit + 1)
        .execute();
      const page = rows.slice(0, query.limit);
      return {
        items: page.map((row) => fromJson(row.view)),
        next: rows.length > page.length ? (page.at(-1)?.onboarding_id ?? null) : null,
      };
    },

    async basics(onboardingId) {
      const row = await db
        .selectFrom('onboardings as o')
        .innerJoin('projections as p', 'p.onboarding_id', 'o.onboarding_id')
        .select([
          'o.onboarding_id',
          'o.merchant_id',
          'o.region',
          'o.expected_seller_id',
          'o.return_url',
          'o.quiet_until',
          'o.disconnected_at',
          'o.closed_at',
          'o.verified_commerce_host',
          'p.stage',
          'p.generation',
        ])
        .where('o.onboarding_id', '=', onboardingId)
        .executeTakeFirst();
      return (
        row && {
          onboardingId: row.onboarding_id,
          merchantId: row.merchant_id,
          region: row.region as OfferedRegion,
          language: 'en',
          expectedSellerId: row.expected_seller_id,
          returnUrl: row.return_url,
          quietUntil: row.quiet_until,
          disconnectedAt: row.disconnected_at,
          closedAt: row.closed_at,
          stage: row.stage as Stage,
          generation: row.generation,
          verifiedCommerceHost: row.verified_commerce_host,
        }
      );
    },

    disconnectFinalAt: (onboardingId) => disconnectFinalAt(db, onboardingId),

    publish: (publication) => database.write((tx) => publish(tx, publication)),

    close: (onboardingId, at) => database.write((tx) => close(tx, onboardingId, at)),
  };
}

function filtered({ db }: Database, query: ListQuery) {
  let rows = db.selectFrom('projections');
  if (query.stage !== undefined) rows = rows.where('stage', '=', query.stage);
  if (query.waitingOn !== undefined) rows = rows.where('waiting_on', '=', query.waitingOn);
  if (query.merchantId !== undefined) rows = rows.where('merchant_id', '=', query.merchantId);
  if (query.waitingSinceBefore !== undefined) rows = rows.where('waiting_since', '<', query.waitingSinceBefore);
  if (query.merchantIds !== undefined) rows = rows.where('merchant_id', 'in', query.merchantIds);
  if (query.expiresBefore !== undefined) rows = rows.where('expires_at', '<', query.expiresBefore);
  if (query.after !== undefined) rows = rows.where('onboarding_id', '>', query.after);
  return rows;
}

/** Secrets, links, sessions and claims go; what tells the story (status, events, audit) stays. */
async function close(tx: Tx, onboardingId: string, at: Instant): Promise<Closing> {
  const onboarding = await lockOnboarding(tx, onboardingId);
  if (!onboarding || onboarding.closed_at !== null) return { outcome: 'done' };
  const undo = onboarding.disconnected_at === null ? await undoUnderWay(tx, onboardingId) : undefined;
  if (undo) return { outcome: 'taken_back', auditId: undo };
  const { db } = tx;
  await db.deleteFrom('vault').where('onboarding_id', '=', onboardingId).execute();
  await db.deleteFrom('access_tokens').where('onboarding_id', '=', onboardingId).execute();
  await db.deleteFrom('token_holders').where('onboarding_id', '=', onboardingId).execute();
  await db.deleteFrom('browser_sessions').where('onboarding_id', '=', onboardingId).execute();
  await db.deleteFrom('link_requests').where('onboarding_id', '=', onboardingId).execute();
  // Nobody is left to be told; a start cannot be among them, since closing is the workflow's own last act.
  await db.deleteFrom('outbox').where('onboarding_id', '=', onboardingId).execute();
  await settleAsksOf(tx, onboardingId, at);
  await db
    .updateTable('links')
    .set({ revoked_at: at })
    .where('onboarding_id', '=', onboardingId)
    .where('revoked_at', 'is', null)
    .execute();
  await db
    .updateTable('grants')
    .set({ status: 'destroyed' })
    .where('onboarding_id', '=', onboardingId)
    .where('status', 'in', ['candidate', 'in_force', 'parked'])
    .execute();
  await db
    .updateTable('stores')
    .set({ closed_at: at, participates: null, seller_id: null })
    .where('onboarding_id', '=', onboardingId)
    .execute();
  await db.updateTable('onboardings').set({ closed_at: at }).where('onboarding_id', '=', onboardingId).execute();
  await publishClosed(tx, { ...onboarding, closed_at: at }, at);
  return { outcome: 'done' };
}
