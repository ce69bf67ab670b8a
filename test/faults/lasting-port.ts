import { randomInt } from 'node:crypto';
import { isPortFree } from '../../src/temporal/port';

/**
 * Below the ports that operating systems give to clients (RFC 6335 calls those above 49151 dynamic; Linux begins at 32768).
 * A killed server's port must still be there for the next one: a client that goes on knocking could be given it as its own.
 */
const FROM = 10_000;
const BELOW = 32_000;

/** A free port that stays free while nobody listens on it. */
export async function lastingPort(): Promise<number> {
  for (;;) {
    const port = randomInt(FROM, BELOW);
    if (await isPortFree(port)) return port;
  }
}
