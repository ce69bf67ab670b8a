import { onboardingId } from '../domain/contract/identifiers';

const VERSION = '1:';

/** Cursors are opaque to callers, so that what they hold may change. */
export function writeCursor(lastOnboardingId: string): string {
  return Buffer.from(VERSION + lastOnboardingId).toString('base64url');
}

/** The onboarding after which the page begins; undefined for what is no cursor of ours. */
export function readCursor(cursor: string): string | undefined {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!text.startsWith(VERSION)) return undefined;
  return onboardingId.safeParse(text.slice(VERSION.length)).data;
}
