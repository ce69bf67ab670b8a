import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createAmazonClient, type AmazonClient } from '../../src/amazon/client';
import type { AmazonApp } from '../../src/amazon/app';
import type { AmazonEndpoints } from '../../src/amazon/endpoints';
import { Secret } from '../../src/domain/secret';

/** Values that must never be seen outside the request they belong to. */
export const CANARIES = {
  clientSecret: 'amzn1.oa2-cs.v1.canary-client-secret',
  code: 'canary-code',
  accessToken: 'Atza|canary-access-token',
  refreshToken: 'Atzr|canary-refresh-token',
} as const;

export const NOW = Date.UTC(2026, 10, 21, 10, 15, 0);

export const app: AmazonApp = {
  applicationId: 'amzn1.sp.solution.0f1e2d3c',
  clientId: 'amzn1.application-oa2-client.abc123',
  clientSecret: new Secret(CANARIES.clientSecret),
  redirectUri: 'https://evergrant.example/amazon/callback',
  draft: false,
};

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly form: Readonly<Record<string, string>>;
  /** The remote port tells connections apart. */
  readonly remotePort: number;
}

export type Reply = (response: ServerResponse, request: Received) => void;

export interface AmazonServer {
  readonly origin: string;
  readonly received: readonly Received[];
  readonly client: AmazonClient;
  /** What the next requests are answered with, the last one for all that follow. */
  reply(...replies: Reply[]): void;
  close(): Promise<void>;
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

export const TOKENS = {
  access_token: CANARIES.accessToken,
  refresh_token: CANARIES.refreshToken,
  token_type: 'bearer',
  expires_in: 3600,
};

export const hangUp: Reply = (response) => void response.destroy();
export const staySilent: Reply = () => undefined;

export function endpointsAt(origin: string): AmazonEndpoints {
  return {
    lwaTokenUrl: `${origin}/auth/o2/token`,
    spApiBase: { na: `${origin}/na`, eu: `${origin}/eu`, fe: `${origin}/fe` },
    sellerCentralBase: (marketplace) => `${origin}/${marketplace.country}`,
  };
}

export function clientOf(origin: string): AmazonClient {
  return createAmazonClient({
    app,
    endpoints: endpointsAt(origin),
    clock: { now: () => NOW },
    random: () => 0.5,
    patience: { connectMs: 400, answerMs: 400 },
  });
}

/** A server on a free port that answers as told, and a client that takes it for Amazon. */
export async function startAmazon(): Promise<AmazonServer> {
  const received: Received[] = [];
  let replies: Reply[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one: Received = {
        method: request.method!,
        path: request.url!,
        headers: request.headers,
        form: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
        remotePort: request.socket.remotePort!,
      };
      received.push(one);
      const reply = replies.length > 1 ? replies.shift()! : replies[0]!;
      reply(response, one);
    });
  });
  const origin = `http://127.0.0.1:${await listen(server)}`;
  const client = clientOf(origin);
  return {
    origin,
    received,
    client,
    reply: (...next) => {
      replies = next;
    },
    close: async () => {
      server.closeAllConnections();
      await client.close();
      await closed(server);
    },
  };
}

/** A TCP server that does to each connection what `onSocket` does. */
export async function startTcp(onSocket: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  const port = await listen(server);
  return {
    port,
    connections: () => sockets.length,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await closed(server);
    },
  };
}

/** A port on which nobody listens. */
export async function deadPort(): Promise<number> {
  const server = createTcpServer();
  const port = await listen(server);
  await closed(server);
  return port;
}

export function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
