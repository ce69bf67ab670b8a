import { randomBytes } from 'node:crypto';
import type { ExpressionBuilder, Kysely, Selectable } from 'kysely';
import type { Instant } from '../domain/clock';
import { Secret } from '../domain/secret';
import { randomId } from './fingerprint';
import type { KeyRing } from './key-ring';
import type { Tables, WebhookSecretsTable } from './schema';
import type { Tx } from './transactions';
import { destroySecret, getSecret, putSecret, type VaultPlace } from './vault';

export type WebhookSecretRow = Selectable<WebhookSecretsTable>;

export interface NewSecret {
  readonly secretId: string;
  readonly secret: Secret;
}

const SECRET_BYTES = 32;

/** Makes a secret as Standard Webhooks writes it: the prefix lets people and scanners see what it is. */
export async function addSecret(tx: Tx, vault: KeyRing, endpointId: string, at: Instant): Promise<NewSecret> {
  const secret = new Secret(`whsec_${randomBytes(SECRET_BYTES).toString('base64')}`);
  const secretId = randomId('whs');
  await tx.db
    .insertInto('webhook_secrets')
    .values({ secret_id: secretId, endpoint_id: endpointId, created_at: at })
    .execute();
  await putSecret(tx.db, vault, placeOf(secretId), null, secret);
  return { secretId, secret };
}

/** The secrets that sign at that instant, newest first; of all endpoints, unless one is named. */
export async function signingSecrets(
  db: Kysely<Tables>,
  at: Instant,
  endpointId?: string,
): Promise<readonly WebhookSecretRow[]> {
  let secrets = db.selectFrom('webhook_secrets').selectAll().where(endsAfter(at));
  if (endpointId !== undefined) secrets = secrets.where('endpoint_id', '=', endpointId);
  return secrets
    .orderBy((builder) => builder('expires_at', 'is', null), 'desc')
    .orderBy('created_at', 'desc')
    .execute();
}

/** The same with their values, for signing. */
export async function revealSigningSecrets(
  db: Kysely<Tables>,
  vault: KeyRing,
  endpointId: string,
  at: Instant,
): Promise<readonly Secret[]> {
  const rows = await signingSecrets(db, at, endpointId);
  const secrets = await Promise.all(rows.map(({ secret_id }) => getSecret(db, vault, placeOf(secret_id))));
  return secrets.filter((secret) => secret !== undefined);
}

/** Lets none of an endpoint's secrets sign longer than `until`, and destroys those that no longer sign at `at`. */
export async function endSecrets(tx: Tx, endpointId: string, until: Instant, at: Instant): Promise<void> {
  await tx.db
    .updateTable('webhook_secrets')
    .set({ expires_at: until })
    .where('endpoint_id', '=', endpointId)
    .where(endsAfter(until))
    .execute();
  const ended = await tx.db
    .deleteFrom('webhook_secrets')
    .where('endpoint_id', '=', endpointId)
    .where('expires_at', '<=', at)
    .returning('secret_id')
    .execute();
  for (const { secret_id } of ended) await destroySecret(tx.db, placeOf(secret_id));
}

function endsAfter(at: Instant) {
  return (builder: ExpressionBuilder<Tables, 'webhook_secrets'>) =>
    builder.or([builder('expires_at', 'is', null), builder('expires_at', '>', at)]);
}

function placeOf(secretId: string): VaultPlace {
  return { table: 'webhook_secrets', row: secretId, purpose: 'signing' };
}
