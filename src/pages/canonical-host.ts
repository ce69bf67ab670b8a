import type { Request } from 'express';

/**
 * Where a request for another host than `base` has to go, or null if it came to the right one. Cookies belong to a
 * host: a consent begun under one name and finished under another would find none.
 */
export function canonicalAddress(req: Request, base: URL): string | null {
  if (hostOf(req, base) === base.host) return null;
  const path = req.originalUrl.startsWith('/') ? req.originalUrl : '/';
  return base.origin + path;
}

/** Without the port that goes without saying; Express heeds X-Forwarded-Host only if a proxy is trusted explicitly. */
function hostOf(req: Request, base: URL): string | undefined {
  const host = (req as { readonly host?: string }).host ?? '';
  const address = `${base.protocol}//${host}`;
  return URL.canParse(address) ? new URL(address).host : undefined;
}
