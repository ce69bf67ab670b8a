import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Reply = (res: ServerResponse) => void;

/** A token endpoint that gives a grant for every code, or what it was told to answer instead. */
export interface LwaServer {
  readonly tokenUrl: string;
  /** The codes that were offered, in order. */
  readonly codes: string[];
  /** Answers with tokens. */
  readonly grant: Reply;
  /** The answer to all further calls; null: a grant. */
  reply: Reply | null;
  close(): Promise<void>;
}

export const REFRESH_TOKEN = 'Atzr|canary-refresh-token';

export function errorReply(status: number, error: string): Reply {
  return (res) => res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
}

export async function startLwaServer(): Promise<LwaServer> {
  const grant: Reply = (res) =>
    res.writeHead(200, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        access_token: 'Atza|canary-access-token',
        refresh_token: REFRESH_TOKEN,
        token_type: 'bearer',
        expires_in: 3600,
      }),
    );
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      lwa.codes.push(new URLSearchParams(Buffer.concat(chunks).toString()).get('code') ?? '');
      (lwa.reply ?? grant)(res);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const lwa: LwaServer = {
    tokenUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/auth/o2/token`,
    codes: [],
    grant,
    reply: null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return lwa;
}
