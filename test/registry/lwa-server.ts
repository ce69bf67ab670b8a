import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAmazonClient, type AmazonClient } from '../../src/amazon/client';
import type { Clock } from '../../src/domain/clock';
import { app, endpointsAt } from '../amazon/amazon-server';

/** A token endpoint that gives a new access token at every refresh, or does what it is told. */
export interface LwaServer {
  readonly origin: string;
  /** The access tokens that it gave, in order. */
  readonly given: readonly string[];
  /** How often it was asked. */
  readonly asked: () => number;
  /** What the next requests are answered with, one each; then tokens again. */
  reply(...replies: ((response: ServerResponse) => void)[]): void;
  /** Resolves when it is asked the next time. */
  nextAsked(): Promise<void>;
  close(): Promise<void>;
}

export async function startLwa(): Promise<LwaServer> {
  const given: string[] = [];
  const listeners: (() => void)[] = [];
  let replies: ((response: ServerResponse) => void)[] = [];
  let asked = 0;
  const server = createServer((request: IncomingMessage, response) => {
    request.resume().on('end', () => {
      asked += 1;
      const reply = replies.shift();
      if (reply) reply(response);
      else giveToken(given, response);
      for (const listener of listeners.splice(0)) listener();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    given,
    asked: () => asked,
    reply: (...next) => {
      replies = next;
    },
    nextAsked: () => new Promise((resolve) => listeners.push(resolve)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function giveToken(given: string[], response: ServerResponse): void {
  const token = `Atza|canary-access-token-${given.length + 1}`;
  given.push(token);
  const body = { access_token: token, refresh_token: 'Atzr|same', token_type: 'bearer', expires_in: 3_600 };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Answers with an error of LWA. */
export function lwaError(status: number, error: string, headers: Readonly<Record<string, string>> = {}) {
  return (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ error }));
  };
}

/** Our client of it. */
export function lwaClient(origin: string, clock: Clock): AmazonClient {
  return createAmazonClient({ app, endpoints: endpointsAt(origin), clock });
}
