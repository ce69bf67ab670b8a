import { createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import { Secret } from '../domain/secret';
import { sameText } from './fingerprint';
import type { KeyRing, RegistryKeys } from './key-ring';
import type { Tables } from './schema';
import type { Tx } from './transactions';
import { getSecret, putSecret, VaultError } from './vault';

export type Mode = 'simulator' | 'production';

/** Why a process must not work on a database. */
export type RefusalReason =
  | 'no_database'
  | 'never_prepared'
  | 'schema_behind'
  | 'schema_ahead'
  | 'other_mode'
  | 'other_vault_keys'
  | 'other_link_keys';

const REFUSALS: Readonly<Record<Exclude<RefusalReason, 'other_mode'>, string>> = {
  no_database:
    'There is no database at DATABASE_URL. Check the setting, or start Evergrant once: it makes the database.',
  never_prepared:
    'This database was never used by Evergrant. Check DATABASE_URL, or start Evergrant once: it prepares it.',
  schema_behind:
    'This database is older than this program. Start Evergrant of this version once: it brings it up to date.',
  schema_ahead: 'This database is newer than this program. Use the version of Evergrant that works on it.',
  other_vault_keys: 'The vault keys do not open this database. Start with the key ring that it was written with.',
  other_link_keys:
    'The link keys are not those of this database: no link ever mailed would open. Start with the ring it was written with.',
};

/** This process must not work on this database. The message says what to set right. */
export class RegistryRefusal extends Error {
  override readonly name = 'RegistryRefusal';

  constructor(
    readonly reason: RefusalReason,
    message: string,
  ) {
    super(message);
  }
}

export function refusal(reason: keyof typeof REFUSALS): RegistryRefusal {
  return new RegistryRefusal(reason, REFUSALS[reason]);
}

/** Whether a key ring is the one that a database was written with; `unstamped` before the first start. */
export type KeysFit = 'fit' | 'other' | 'unstamped';

/** What a database says of itself. */
export interface Stamps {
  readonly mode: Mode | null;
  readonly vaultKeys: KeysFit;
  readonly linkKeys: KeysFit;
}

const VAULT_CHECK = { table: 'vault', row: 'check', purpose: 'check' } as const;
const CHECK_TEXT = 'evergrant';

export async function readStamps(db: Kysely<Tables>, keys: RegistryKeys): Promise<Stamps> {
  return {
    mode: ((await readMeta(db, 'mode')) as Mode | undefined) ?? null,
    vaultKeys: await vaultKeysFit(db, keys.vault),
    linkKeys: await linkKeysFit(db, keys.links),
  };
}

/** @throws RegistryRefusal for another mode or other keys. */
export function refuseOthers(stamps: Stamps, mode: Mode): void {
  if (stamps.mode !== null && stamps.mode !== mode) {
    throw new RegistryRefusal(
      'other_mode',
      `This database belongs to a ${stamps.mode} and this process runs as ${mode} (EVERGRANT_MODE). Use another database.`,
    );
  }
  if (stamps.vaultKeys === 'other') throw refusal('other_vault_keys');
  if (stamps.linkKeys === 'other') throw refusal('other_link_keys');
}

/**
 * Stamps a new database with mode and key rings, and holds an old one against its stamps.
 *
 * @throws RegistryRefusal for another mode or other keys.
 */
export async function checkStamps({ db }: Tx, mode: Mode, keys: RegistryKeys): Promise<void> {
  const stamps = await readStamps(db, keys);
  refuseOthers(stamps, mode);
  if (stamps.mode === null) await writeMeta(db, 'mode', mode);
  if (stamps.vaultKeys === 'unstamped') await putSecret(db, keys.vault, VAULT_CHECK, null, new Secret(CHECK_TEXT));
  // Signed anew by the current key, so that an older one may leave the ring when its links may die.
  const check = signedCheck(keys.links.current);
  if ((await readMeta(db, 'link_check')) !== check) await writeMeta(db, 'link_check', check);
}

async function vaultKeysFit(db: Kysely<Tables>, ring: KeyRing): Promise<KeysFit> {
  try {
    return (await getSecret(db, ring, VAULT_CHECK)) ? 'fit' : 'unstamped';
  } catch (error) {
    if (error instanceof VaultError) return 'other';
    throw error;
  }
}

async function linkKeysFit(db: Kysely<Tables>, ring: KeyRing): Promise<KeysFit> {
  const stamped = await readMeta(db, 'link_check');
  if (stamped === undefined) return 'unstamped';
  const [keyId = ''] = stamped.split('.');
  const signer = ring.find(keyId);
  return signer && sameText(stamped, signedCheck(signer)) ? 'fit' : 'other';
}

function signedCheck({ id, key }: KeyRing['current']): string {
  return `${id}.${createHmac('sha256', key).update(CHECK_TEXT).digest('base64url')}`;
}

export async function readMeta(db: Kysely<Tables>, key: string): Promise<string | undefined> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value;
}

export async function writeMeta(db: Kysely<Tables>, key: string, value: string): Promise<void> {
  await db
    .insertInto('meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}
