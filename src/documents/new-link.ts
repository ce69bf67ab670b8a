import type { z } from 'zod';
import { isoInstant, type Instant } from '../domain/clock';
import type { link, newLink } from '../domain/contract/commands';
import type { Links } from '../registry/links';

const MANAGE_LINK_TTL_MS = 24 * 60 * 60 * 1000;

export type LinkPurposeOffered = z.output<typeof newLink>['purpose'];
export type LinkDocument = z.output<typeof link>;

/** Makes the link that a person is handed; the same one again for the same `idempotencyKey`. */
export async function makeLink(
  links: Pick<Links, 'mint'>,
  publicBaseUrl: string,
  asked: {
    readonly onboardingId: string;
    readonly purpose: LinkPurposeOffered;
    readonly idempotencyKey: string;
    readonly actor: string;
  },
  now: Instant,
): Promise<LinkDocument> {
  const dies = asked.purpose === 'manage' ? now + MANAGE_LINK_TTL_MS : null;
  const { token, expiresAt } = await links.mint({ ...asked, contactId: null, expiresAt: dies }, now);
  return { url: `${publicBaseUrl}/c/${token}`, expiresAt: expiresAt === null ? null : isoInstant(expiresAt) };
}
