import type { Instant } from '../domain/clock';
import { newFacts } from '../domain/facts';
import { storeIdOf, type OfferedRegion } from '../domain/marketplaces';
import { DEFAULT_POLICY } from '../domain/policy';
import { situationOf } from '../domain/situation';
import type { Stage } from '../domain/stages';
import { recordAudit } from './audit';
import { addContacts } from './contacts';
import { hostOf, sealConnection, sealKey } from './credentials';
import { raiseEvent } from './events';
import { sameText } from './fingerprint';
import { fromJson, toJson } from './json-column';
import type { KeyRing } from './key-ring';
import { lockOnboarding, type OnboardingRow } from './onboarding-row';
import { publish, publishClosed, raiseStageEvents, recordBallHolder } from './publish';
import type { ListQuery, Onboardings, OutboxTask, Publication, StartInput } from './registry';
import { projected } from './status-view';
import { addStores } from './store-addition';
import type { Database, Tx } from './transactions';

type StartTask = Extract<OutboxTask, { readonly kind: 'start' }>;

export function createOnboardings(database: Database, vault: KeyRing): Onboardings {
  const { db } = database;
  // Backends poll this one: its SQL is built once.
  const statusQuery = db.selectFrom('projections').select('view').where('onboarding_id', '=', '').compile();
  return {
    start: (input, at) =>
      database.write(async (tx) => {
        const row = newRow(input, at);
        const { numInsertedOrUpdatedRows: inserted } = await tx.db
          .insertInto('onboardings')
          .values(row)
          .onConflict((conflict) => conflict.column('onboarding_id').doNothing())
          .executeTakeFirstOrThrow();
        if (inserted === 0n) return compareWithExisting(tx, input);
        await addParts(tx, vault, input, at);
        const data = { region: input.region };
        await raiseEvent(tx, row, { type: 'onboarding.started', dedupeKey: 'onboarding.started', data }, at);
        const task = startTask(input, at);
        await addFirstProjection(tx, row, firstStanding(task, missingPart(input.apiKey)));
        await tx.enqueue(task, at);
        return 'created';
      }),

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
          closedAt: row.closed_at,
          stage: row.stage as Stage,
          generation: row.generation,
          verifiedCommerceHost: row.verified_commerce_host,
        }
      );
    },

    publish: (publication) => database.write((tx) => publish(tx, publication)),

    close: (onboardingId, at) => database.write((tx) => close(tx, onboardingId, at)),
  };
}

function newRow(input: StartInput, at: Instant): OnboardingRow {
  return {
    onboarding_id: input.onboardingId,
    merchant_id: input.merchantId,
    region: input.region,
    language: input.language,
    expected_seller_id: input.expectedSellerId,
    return_url: input.returnUrl,
    metadata: toJson(input.metadata),
    body_hmac: input.bodyHmac,
    key_environment: input.apiKey?.environment ?? null,
    key_revision: input.apiKey ? 1 : 0,
    connection_type: input.connection?.type ?? null,
    connection_host: input.connection && hostOf(input.connection.baseUrl),
    connection_revision: input.connection ? 1 : 0,
    verified_commerce_host: null,
    commerce_modules: null,
    contacts_revision: 1,
    created_at: at,
    quiet_until: null,
    disconnected_at: null,
    closed_at: null,
  };
}

async function compareWithExisting(tx: Tx, input: StartInput): Promise<'same' | 'conflict' | 'closed'> {
  const existing = await tx.db
    .selectFrom('onboardings')
    .select(['body_hmac', 'closed_at'])
    .where('onboarding_id', '=', input.onboardingId)
    .executeTakeFirstOrThrow();
  if (existing.closed_at !== null) return 'closed';
  return sameText(existing.body_hmac, input.bodyHmac) ? 'same' : 'conflict';
}

async function addParts(tx: Tx, vault: KeyRing, input: StartInput, at: Instant): Promise<void> {
  const { onboardingId } = input;
  if (input.apiKey) await sealKey(tx, vault, onboardingId, input.apiKey, 1);
  if (input.connection) await sealConnection(tx, vault, onboardingId, input.connection, 1);
  await addStores(tx, onboardingId, input.stores);
  await addContacts(tx, onboardingId, input.contacts, input.stores[0]);
  await recordAudit(tx, { onboardingId, action: 'start', actor: input.actor, reason: '' }, at);
}

/** What the workflow is started with. */
function startTask(input: StartInput, at: Instant): StartTask {
  const { onboardingId, merchantId, region, apiKey, connection, stores } = input;
  return {
    kind: 'start',
    onboardingId,
    merchantId,
    region,
    keyRevision: apiKey ? 1 : 0,
    connectionRevision: connection ? 1 : 0,
    stores: stores.map(({ country }) => ({ storeId: storeIdOf(country), revision: 1 })),
    at,
  };
}

/**
 * Where an onboarding stands before its workflow has said anything: what the workflow itself would say, but that no check
 * is needed to see that a key is incomplete.
 */
function firstStanding(task: StartTask, missing: MissingPart | null): Publication {
  const { onboardingId, at } = task;
  // Nothing has a date yet, so it does not matter which policy is in force.
  const facts = newFacts({ ...task, policy: { ...DEFAULT_POLICY, version: 0 } }, at);
  const verdict = missing && { outcome: 'missing' as const, part: missing };
  return {
    ...situationOf({ ...facts, apiKey: { ...facts.apiKey, verdict } }, at),
    onboardingId,
    generation: 0,
    stateVersion: 0,
    at,
    waitingSince: at,
    nextStep: null,
    snapshot: null,
  };
}

type MissingPart = 'apiKey' | 'privateKey' | 'both';

function missingPart(key: StartInput['apiKey']): MissingPart | null {
  if (!key?.apiKey) return key?.privateKey ? 'apiKey' : 'both';
  return key.privateKey ? null : 'privateKey';
}

async function addFirstProjection(tx: Tx, row: OnboardingRow, standing: Publication): Promise<void> {
  await recordBallHolder(tx, standing);
  await tx.db
    .insertInto('projections')
    .values({
      onboarding_id: row.onboarding_id,
      merchant_id: row.merchant_id,
      region: row.region,
      stage: standing.stage,
      waiting_on: standing.waitingOn,
      waiting_since: standing.waitingSince,
      requirements: toJson(standing.requirements),
      next_step: null,
      published_generation: 0,
      state_version: 0,
      snapshot: null,
      ...(await projected(tx, row, standing)),
    })
    .execute();
  await raiseStageEvents(tx, row, null, standing);
}

function filtered({ db }: Database, query: ListQuery) {
  let rows = db.selectFrom('projections');
  if (query.stage !== undefined) rows = rows.where('stage', '=', query.stage);
  if (query.waitingOn !== undefined) rows = rows.where('waiting_on', '=', query.waitingOn);
  if (query.merchantId !== undefined) rows = rows.where('merchant_id', '=', query.merchantId);
  if (query.merchantIds !== undefined) rows = rows.where('merchant_id', 'in', query.merchantIds);
  if (query.expiresBefore !== undefined) rows = rows.where('expires_at', '<', query.expiresBefore);
  if (query.after !== undefined) rows = rows.where('onboarding_id', '>', query.after);
  return rows;
}

/** Secrets, links, sessions and claims go; what tells the story (status, events, audit) stays. */
async function close(tx: Tx, onboardingId: string, at: Instant): Promise<void> {
  const onboarding = await lockOnboarding(tx, onboardingId);
  if (!onboarding || onboarding.closed_at !== null) return;
  const { db } = tx;
  await db.deleteFrom('vault').where('onboarding_id', '=', onboardingId).execute();
  await db.deleteFrom('access_tokens').where('onboarding_id', '=', onboardingId).execute();
  await db.deleteFrom('token_holders').where('onboarding_id', '=', onboardingId).execute();
  await db.deleteFrom('browser_sessions').where('onboarding_id', '=', onboardingId).execute();
  // Nobody is left to be told; a start cannot be among them, since closing is the workflow's own last act.
  await db.deleteFrom('outbox').where('onboarding_id', '=', onboardingId).execute();
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
}
