import { Client, Connection, type TLSConfig } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { dataConverter } from './data-converter';

/** How to reach a Temporal server. An API key implies TLS; `tls` carries own certificates where they are needed. */
export interface ServerAccess {
  readonly address: string;
  readonly tls?: TLSConfig | boolean;
  readonly apiKey?: string;
}

/**
 * A connection for clients. It connects at its first call and again after an outage, so that its owner can start while
 * Temporal is down. Close it when its owner ends.
 *
 * A failed call is not repeated by itself: whoever calls knows when to try again. The SDK's own retries go on after the
 * connection was closed, and end the process with an error that nobody can catch.
 */
export function lazyConnection(access: ServerAccess): Connection {
  return Connection.lazy({ ...access, interceptors: [] });
}

/** A client for whoever starts, signals and asks workflows. */
export function createClient(connection: Connection, namespace: string): Client {
  return new Client({ connection, namespace, dataConverter });
}

/** A connection for a worker. Throws `TransportError` at once if the server cannot be reached. */
export function connectWorker(access: ServerAccess): Promise<NativeConnection> {
  return NativeConnection.connect(access);
}
