import { createHmac } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Instant } from '../domain/clock';
import type { RequestedPurpose } from '../domain/notice';
import { LINK_MADE_ACTION, recordAudit } from './audit';
import { randomToken, sameText } from './fingerprint';
import type { KeyRing, RingKey } from './key-ring';
import { requestLink } from './link-requests';
import { lockOpenOnboarding } from './onboarding-row';
import type { LinksTable } from './schema';
import type { Database } from './transactions';

export type LinkPurpose =
  'renew' | 'manage' | 'not_us' | 'confirm_contact' | 'confirm_owner' | 'unsubscribe' | 'resubscribe';

export interface Link {
  readonly linkId: string;
  readonly onboardingId: string;
  readonly purpose: LinkPurpose;
  readonly contactId: string | null;
  readonly expiresAt: Instant | null;
}

export interface NewLink {
  readonly onboardingId: string;
  readonly purpose: LinkPurpose;
  readonly contactId: string | null;
  /** Null: does not die by itself. */
  readonly expiresAt: Instant | null;
  /** A second mint with the same key returns the same link, so that a repeated mail carries the same address. */
  readonly idempotencyKey: string;
  /** Who is handed it, by API or command line: audited. Left out for links that are mailed. */
  readonly actor?: string;
}

export interface Links {
  /** Returns the token `linkId.HMAC(linkKey, linkId)` that stands in the URL; it is stored nowhere. */
  mint(
    link: NewLink,
    at: Instant,
  ): Promise<{ readonly linkId: string; readonly token: string; readonly expiresAt: Instant | null }>;
  /** `unknown`: no such link or a wrong HMAC. `dead`: expired, revoked or used up, or its onboarding is closed. */
  open(
    token: string,
    at: Instant,
  ): Promise<{ readonly outcome: 'open'; readonly link: Link } | { readonly outcome: 'unknown' | 'dead' }>;
  /**
   * Has a new link mailed to the seller's contact in force, three an hour and ten a day at most. `nobody`: mails reach no
   * contact. Undefined for an unknown or closed onboarding.
   */
  request(
    onboardingId: string,
    purpose: RequestedPurpose,
    at: Instant,
  ): Promise<'requested' | 'limited' | 'nobody' | undefined>;
  /** Uses up a single-action link; false if it was used before. */
  use(linkId: string, at: Instant): Promise<boolean>;
}

/** Twice 256 bits in base64url. Whoever opens a page sends anything, and PostgreSQL refuses to look for some characters. */
const TOKEN = /^[\w-]{43}\.[\w-]{43}$/;

export function createLinks(database: Database, ring: KeyRing): Links {
  const { db } = database;
  return {
    mint: (link, at) =>
      database.write(async (tx) => {
        const { numInsertedOrUpdatedRows: made } = await tx.db
          .insertInto('links')
          .values({
            link_id: randomToken(),
            onboarding_id: link.onboardingId,
            purpose: link.purpose,
            contact_id: link.contactId,
            key_id: ring.current.id,
            idempotency_key: link.idempotencyKey,
            created_at: at,
            expires_at: link.expiresAt,
          })
          .onConflict((conflict) => conflict.columns(['onboarding_id', 'idempotency_key']).doNothing())
          .executeTakeFirstOrThrow();
        if (made === 1n && link.actor !== undefined) {
          const { onboardingId, actor, purpose } = link;
          await recordAudit(tx, { onboardingId, action: LINK_MADE_ACTION, actor, reason: '', subject: purpose }, at);
        }
        const row = await tx.db
          .selectFrom('links')
          .select(['link_id', 'key_id', 'expires_at'])
          .where('onboarding_id', '=', link.onboardingId)
          .where('idempotency_key', '=', link.idempotencyKey)
          .executeTakeFirstOrThrow();
        const signer = ring.find(row.key_id);
        if (!signer) throw new Error(`The link key "${row.key_id}", which signed this link before, left the key ring.`);
        return { linkId: row.link_id, token: tokenOf(row.link_id, signer), expiresAt: row.expires_at };
      }),

    async open(token, at) {
      if (!TOKEN.test(token)) return { outcome: 'unknown' };
      const [linkId = ''] = token.split('.', 1);
      const row = await db
        .selectFrom('links as l')
        .innerJoin('onboardings as o', 'o.onboarding_id', 'l.onboarding_id')
        .selectAll('l')
        .select('o.closed_at')
        .where('l.link_id', '=', linkId)
        .executeTakeFirst();
      const signer = row && ring.find(row.key_id);
      if (!signer || !sameText(token, tokenOf(linkId, signer))) return { outcome: 'unknown' };
      if (row.closed_at !== null || !isAlive(row, at)) return { outcome: 'dead' };
      return { outcome: 'open', link: linkOf(row) };
    },

    request: (onboardingId, purpose, at) =>
      database.write(async (tx) =>
        (await lockOpenOnboarding(tx, onboardingId)) ? requestLink(tx, onboardingId, purpose, at) : undefined,
      ),

    async use(linkId, at) {
      const { numUpdatedRows } = await db
        .updateTable('links')
        .set({ used_at: at })
        .where('link_id', '=', linkId)
        .where('used_at', 'is', null)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}

function tokenOf(linkId: string, signer: RingKey): string {
  return `${linkId}.${createHmac('sha256', signer.key).update(linkId, 'utf8').digest('base64url')}`;
}

function isAlive(row: Selectable<LinksTable>, at: Instant): boolean {
  return row.used_at === null && row.revoked_at === null && (row.expires_at === null || row.expires_at > at);
}

function linkOf(row: Selectable<LinksTable>): Link {
  return {
    linkId: row.link_id,
    onboardingId: row.onboarding_id,
    purpose: row.purpose as LinkPurpose,
    contactId: row.contact_id,
    expiresAt: row.expires_at,
  };
}
