const UNREADABLE = '/unreadable-target';

/**
 * The target of a request as a path with its query. A caller may also send a whole address (RFC 9112 §3.2.2); the router
 * would answer one that cannot be read itself, with a page of its own, so that becomes an address that is not served.
 */
export function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  if (!URL.canParse(target)) return UNREADABLE;
  const { pathname, search } = new URL(target);
  return pathname.startsWith('/') ? pathname + search : UNREADABLE;
}
