import type { ServerOptions } from 'node:http';

/** How much and how slowly anybody may send before a request is even looked at, in bytes and milliseconds. */
export const HTTP_LIMITS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  /** Node looks for requests that take too long only every 30 s unless told otherwise. */
  connectionsCheckingInterval: 1_000,
} as const satisfies ServerOptions;
