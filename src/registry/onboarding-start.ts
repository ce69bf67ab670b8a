import type { Instant } from '../domain/clock';
import { newFacts } from '../domain/facts';
import { storeIdOf } from '../domain/marketplaces';
import { DEFAULT_POLICY } from '../domain/policy';
import { situationOf } from '../domain/situation';
import { recordAudit } from './audit';
import { addContacts } from './contacts';
import { hostOf, sealConnection, sealKey } from './credentials';
import { raiseEvent } from './events';
import { sameText } from './fingerprint';
import { toJson } from './json-column';
import type { KeyRing } from './key-ring';
import type { OnboardingRow } from './onboarding-row';
import { raiseStageEvents, recordBallHolder, type Publication } from './publish';
import type { StartInput, StartResult } from './onboardings';
import type { OutboxTask } from './outbox';
import { projected } from './status-view';
import { addStores } from './store-addition';
import type { Tx } from './transactions';

type StartTask = Extract<OutboxTask, { readonly kind: 'start' }>;

/** What an onboarding brings with it whose seller consented elsewhere, before it came here. */
export interface Past {
  readonly candidate: { readonly candidateRef: string; readonly consentId: string };
  /** When its process begins. */
  readonly startsAt: Instant;
  /** The merchant is not written to about what is missing by then. */
  readonly quietUntil: Instant;
}

/** Writes an onboarding with all that follows from it, as `Onboardings.start` says. */
export async function startOnboarding(
  tx: Tx,
  vault: KeyRing,
  input: StartInput,
  past: Past | null,
  at: Instant,
): Promise<StartResult> {
  const row = newRow(input, past, at);
  const { numInsertedOrUpdatedRows: inserted } = await tx.db
    .insertInto('onboardings')
    .values(row)
    .onConflict((conflict) => conflict.column('onboarding_id').doNothing())
    .executeTakeFirstOrThrow();
  if (inserted === 0n) return compareWithExisting(tx, input);
  await addParts(tx, vault, input, past, at);
  const data = { region: input.region };
  await raiseEvent(tx, row, { type: 'onboarding.started', dedupeKey: 'onboarding.started', data }, at);
  const task = startTask(input, past, at);
  await addFirstProjection(tx, row, firstStanding(task, missingPart(input.apiKey)));
  await tx.enqueue(task, at, past?.startsAt);
  return 'created';
}

function newRow(input: StartInput, past: Past | null, at: Instant): OnboardingRow {
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
    quiet_until: past?.quietUntil ?? null,
    disconnected_at: null,
    closed_at: null,
    purged_at: null,
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

async function addParts(tx: Tx, vault: KeyRing, input: StartInput, past: Past | null, at: Instant): Promise<void> {
  const { onboardingId } = input;
  if (input.apiKey) await sealKey(tx, vault, onboardingId, input.apiKey, 1);
  if (input.connection) await sealConnection(tx, vault, onboardingId, input.connection, 1);
  await addStores(tx, onboardingId, input.stores);
  await addContacts(tx, onboardingId, input.contacts, input.stores[0]);
  await recordAudit(tx, { onboardingId, action: past ? 'adopt' : 'start', actor: input.actor, reason: '' }, at);
}

/** What the workflow is started with. */
function startTask(input: StartInput, past: Past | null, at: Instant): StartTask {
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
    ...(past && { adopted: past.candidate }),
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
