import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { Secret } from '../domain/secret';
import type { KeyRing } from './key-ring';
import type { Tables } from './schema';

/** The secrets as a whole, for a change of the vault key. */
export interface Vault {
  /** How many secrets there are, and how many are not under the ring's current key. */
  count(): Promise<{ readonly entries: number; readonly underOlderKeys: number }>;
  /**
   * Encrypts every secret anew that is not under the ring's current key, so that older keys can be taken out of it, and
   * says how many. Can be interrupted and run again. `onRewritten` is told how many there are so far.
   */
  rewrap(onRewritten: (rewritten: number) => void): Promise<number>;
}

/** What a secret belongs to. It is authenticated with the ciphertext: an envelope opens at its own place only. */
export interface VaultPlace {
  readonly table: string;
  readonly row: string;
  readonly purpose: string;
}

const VERSION = 'v1';
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** An envelope that this ring cannot open: a key is missing or wrong, or the row was tampered with. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
}

/** Encrypts into `v1.<key id>.<nonce>.<ciphertext>.<tag>`, each part after the key id in base64url. */
export function seal(ring: KeyRing, place: VaultPlace, secret: Secret): string {
  const { id, key } = ring.current;
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(additionalData(place));
  const ciphertext = Buffer.concat([cipher.update(secret.reveal(), 'utf8'), cipher.final()]);
  return [VERSION, id, ...[nonce, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
}

/** @throws VaultError naming the place and the key id, never the content. */
export function unseal(ring: KeyRing, place: VaultPlace, envelope: string): Secret {
  const where = `${place.table}/${place.row}/${place.purpose}`;
  const [version, keyId, nonce, ciphertext, tag, ...rest] = envelope.split('.');
  if (version !== VERSION || !keyId || !nonce || ciphertext === undefined || !tag || rest.length > 0) {
    throw new VaultError(`The vault entry ${where} is no envelope of version ${VERSION}.`);
  }
  const found = ring.find(keyId);
  if (!found) throw new VaultError(`The vault entry ${where} needs the key "${keyId}", which the key ring lacks.`);
  try {
    const decipher = createDecipheriv(CIPHER, found.key, Buffer.from(nonce, 'base64url'), { authTagLength: TAG_BYTES });
    decipher.setAAD(additionalData(place));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    const plain = Buffer.concat([decipher.update(Buffer.from(ciphertext, 'base64url')), decipher.final()]);
    return new Secret(plain.toString('utf8'));
  } catch {
    throw new VaultError(`The vault entry ${where} does not open with the key "${keyId}".`);
  }
}

/** JSON keeps the three parts apart whatever characters they hold. */
function additionalData(place: VaultPlace): Buffer {
  return Buffer.from(JSON.stringify([place.table, place.row, place.purpose]), 'utf8');
}

/** Writes a secret at its place, over an older one. */
export async function putSecret(
  db: Kysely<Tables>,
  ring: KeyRing,
  place: VaultPlace,
  onboardingId: string | null,
  secret: Secret,
): Promise<void> {
  const envelope = seal(ring, place, secret);
  await db
    .insertInto('vault')
    .values({
      owner_table: place.table,
      owner_row: place.row,
      purpose: place.purpose,
      onboarding_id: onboardingId,
      envelope,
    })
    .onConflict((conflict) => conflict.columns(['owner_table', 'owner_row', 'purpose']).doUpdateSet({ envelope }))
    .execute();
}

/** @throws VaultError for an entry that does not open. */
export async function getSecret(db: Kysely<Tables>, ring: KeyRing, place: VaultPlace): Promise<Secret | undefined> {
  const entry = await entryAt(db, place);
  return entry && unseal(ring, place, entry.envelope);
}

export async function destroySecret(db: Kysely<Tables>, place: VaultPlace): Promise<void> {
  await db
    .deleteFrom('vault')
    .where('owner_table', '=', place.table)
    .where('owner_row', '=', place.row)
    .where('purpose', '=', place.purpose)
    .execute();
}

/** Entries of the vault, and how many of them are not under the ring's current key. */
export interface VaultCount {
  readonly entries: number;
  readonly underOlderKeys: number;
}

export async function countEntries(db: Kysely<Tables>, ring: KeyRing): Promise<VaultCount> {
  const { entries } = await db
    .selectFrom('vault')
    .select((builder) => builder.fn.countAll<number>().as('entries'))
    .executeTakeFirstOrThrow();
  return { entries, underOlderKeys: (await placesUnderOlderKeys(db, ring)).length };
}

/**
 * Encrypts every entry anew that is not under the ring's current key, so that older keys can be taken out of it. Each
 * entry is written by itself: interrupted, it goes on where it stopped when it is run again.
 *
 * @param onRewritten is told how many have been rewritten so far.
 * @returns how many entries were rewritten.
 * @throws VaultError for an entry that does not open.
 */
export async function rewrap(
  db: Kysely<Tables>,
  ring: KeyRing,
  onRewritten: (rewritten: number) => void = () => undefined,
): Promise<number> {
  let rewritten = 0;
  for (const place of await placesUnderOlderKeys(db, ring)) {
    const entry = await entryAt(db, place);
    // It may have been destroyed meanwhile.
    if (!entry) continue;
    const { numUpdatedRows } = await db
      .updateTable('vault')
      .set({ envelope: seal(ring, place, unseal(ring, place, entry.envelope)) })
      .where('owner_table', '=', place.table)
      .where('owner_row', '=', place.row)
      .where('purpose', '=', place.purpose)
      // A newer secret may have been written at this place meanwhile.
      .where('envelope', '=', entry.envelope)
      .executeTakeFirst();
    rewritten += Number(numUpdatedRows);
    onRewritten(rewritten);
  }
  return rewritten;
}

async function placesUnderOlderKeys(db: Kysely<Tables>, ring: KeyRing): Promise<readonly VaultPlace[]> {
  const prefix = `${VERSION}.${ring.current.id}.`;
  const rows = await db
    .selectFrom('vault')
    .select(['owner_table', 'owner_row', 'purpose'])
    .where(sql`substr(envelope, 1, ${prefix.length})`, '!=', prefix)
    .execute();
  return rows.map((row) => ({ table: row.owner_table, row: row.owner_row, purpose: row.purpose }));
}

function entryAt(db: Kysely<Tables>, place: VaultPlace): Promise<{ readonly envelope: string } | undefined> {
  return db
    .selectFrom('vault')
    .select('envelope')
    .where('owner_table', '=', place.table)
    .where('owner_row', '=', place.row)
    .where('purpose', '=', place.purpose)
    .executeTakeFirst();
}
