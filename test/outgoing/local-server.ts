import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LocalServer {
  readonly origin: string;
  readonly port: number;
  /** Every request that came, oldest first. */
  readonly requests: readonly IncomingMessage[];
  /** How many connections were opened, whether or not a request followed. */
  connections(): number;
  stop(): Promise<void>;
}

/** A real HTTP server on the loopback interface, at a port of the system's choice. */
export async function startLocalServer(listener: RequestListener): Promise<LocalServer> {
  const requests: IncomingMessage[] = [];
  let connections = 0;
  const server: Server = createServer((request: IncomingMessage, response: ServerResponse) => {
    requests.push(request);
    listener(request, response);
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    requests,
    connections: () => connections,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
