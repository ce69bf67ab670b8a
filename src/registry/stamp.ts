import { createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import { Secret } from '../domain/secret';
import { sameText } from './fingerprint';
import type { KeyRing, RegistryKeys } from './key-ring';
import type { Tables } from './schema';
import type { Tx } from './transactions';
import { getSecret, putSecret, VaultError } from './vault';

export type Mode = 'simulator' | 'production';

/** This process must not work on this database. The message says what to set right. */
export class RegistryRefusal extends Error {
  override readonly name = 'RegistryRefusal';
}

const VAULT_CHECK = { table: 'vault', row: 'check', purpose: 'check' } as const;
const CHECK_TEXT = 'evergrant';

/**
 * Stamps a new database with mode and key rings, and holds an old one against its stamps.
 *
 * @throws RegistryRefusal for another mode or other keys.
 */
export async function checkStamps(tx: Tx, mode: Mode, keys: RegistryKeys): Promise<void> {
  await checkMode(tx.db, mode);
  await checkVaultRing(tx.db, keys.vault);
  await checkLinkRing(tx.db, keys.links);
}

async function checkMode(db: Kysely<Tables>, mode: Mode): Promise<void> {
  const stamped = await readMeta(db, 'mode');
  if (stamped === undefined) return writeMeta(db, 'mode', mode);
  if (stamped !== mode) {
    throw new RegistryRefusal(
      `This database belongs to a ${stamped} and this process runs as ${mode} (EVERGRANT_MODE). Use another database.`,
    );
  }
}

async function checkVaultRing(db: Kysely<Tables>, ring: KeyRing): Promise<void> {
  let check: Secret | undefined;
  try {
    check = await getSecret(db, ring, VAULT_CHECK);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new RegistryRefusal(
      'The vault keys do not open this database. Start with the key ring that it was written with.',
    );
  }
  if (!check) await putSecret(db, ring, VAULT_CHECK, null, new Secret(CHECK_TEXT));
}

/** The check is signed anew by the current key, so that an older one may leave the ring when its links may die. */
async function checkLinkRing(db: Kysely<Tables>, ring: KeyRing): Promise<void> {
  const stamped = await readMeta(db, 'link_check');
  if (stamped !== undefined) {
    const [keyId = ''] = stamped.split('.');
    const signer = ring.find(keyId);
    if (!signer || !sameText(stamped, signedCheck(signer))) {
      throw new RegistryRefusal(
        'The link keys are not those of this database: no link ever mailed would open. Start with the ring it was written with.',
      );
    }
    if (keyId === ring.current.id) return;
  }
  await writeMeta(db, 'link_check', signedCheck(ring.current));
}

function signedCheck({ id, key }: KeyRing['current']): string {
  return `${id}.${createHmac('sha256', key).update(CHECK_TEXT).digest('base64url')}`;
}

async function readMeta(db: Kysely<Tables>, key: string): Promise<string | undefined> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value;
}

async function writeMeta(db: Kysely<Tables>, key: string, value: string): Promise<void> {
  await db
    .insertInto('meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}
