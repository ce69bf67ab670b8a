import { promises as dns, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { isAllowedOrigin, isPermittedAddress, type OutgoingRules } from './address-rules';

/** Resolves a host name to all of its addresses; rejects when there are none. */
export type ResolveName = (hostname: string) => Promise<readonly LookupAddress[]>;

export const resolveByDns: ResolveName = (hostname) => dns.lookup(hostname, { all: true });

export type NotSentReason = 'dns' | 'connect' | 'tls' | 'address_refused';

/** No connection came about, so no byte of the request has left us. */
export class NotConnected extends Error {
  constructor(readonly reason: NotSentReason) {
    super(`No connection was made (${reason})`);
  }
}

/** How long DNS, TCP and TLS may take together, in milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Opens connections only to addresses that the rules permit, and exactly to those that were judged: the resolved
 * addresses go from the check into the socket, so a name cannot change its mind in between.
 *
 * The lookup is not called for IP literals; `checkAddress` must have judged those before.
 */
export function guardedConnector(rules: OutgoingRules, resolveName: ResolveName): buildConnector.connector {
  const connectGuarded = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    autoSelectFamily: true,
    lookup: lookupFunction(async (hostname) => {
      const addresses = await resolve(resolveName, hostname);
      if (!addresses.every(({ address }) => isPermittedAddress(address, hostname, rules))) {
        throw new NotConnected('address_refused');
      }
      return addresses;
    }),
  });
  const connectFreely = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    autoSelectFamily: true,
    lookup: lookupFunction((hostname) => resolve(resolveName, hostname)),
  });

  return (options, callback) => {
    const origin = new URL(`${options.protocol}//${options.host ?? options.hostname}`);
    const connect = isAllowedOrigin(origin, rules) ? connectFreely : connectGuarded;
    connect(options, (...[error, socket]) => {
      if (error) callback(notConnected(error), null);
      else callback(null, socket);
    });
  };
}

async function resolve(resolveName: ResolveName, hostname: string): Promise<readonly LookupAddress[]> {
  try {
    return await resolveName(hostname);
  } catch {
    throw new NotConnected('dns');
  }
}

/** `autoSelectFamily` makes node ask for all addresses, so the answer is always a list. */
function lookupFunction(resolveAll: ResolveName): LookupFunction {
  return (hostname, _options, callback) => {
    resolveAll(hostname).then(
      (addresses) => callback(null, [...addresses]),
      (error: unknown) => callback(error as NodeJS.ErrnoException, []),
    );
  };
}

function notConnected(error: NodeJS.ErrnoException): NotConnected {
  if (error instanceof NotConnected) return error;
  const atTcp =
    error.syscall === 'connect' || error instanceof AggregateError || error.code === 'UND_ERR_CONNECT_TIMEOUT';
  return new NotConnected(atTcp ? 'connect' : 'tls');
}
