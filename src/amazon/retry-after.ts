/** A `Retry-After` in seconds, in milliseconds; undefined where it is absent or says something else. */
export function retryAfterMs(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,5}$/.test(header) ? Number(header) * 1000 : undefined;
}
