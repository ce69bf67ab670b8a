import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyWebhook, WebhookVerificationError, type WebhookEvent } from '../client/index';

/** A webhook endpoint on this machine. */
export interface EventReceiver {
  readonly url: string;
  /** Nothing is taken before the secret is known. */
  useSecret(secret: string): void;
  /** The first event that fits, of those that came and those to come. Rejects if none comes in time. */
  next(fits: (event: WebhookEvent) => boolean, withinMs: number): Promise<WebhookEvent>;
  close(): Promise<void>;
}

export async function receiveEvents(): Promise<EventReceiver> {
  let secret: string | undefined;
  // An event may come more than once: what came already is known by its id.
  const events = new Map<string, WebhookEvent>();
  const watchers = new Set<() => void>();

  const server = createServer((request, response) => void receive(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    try {
      if (secret === undefined) throw new Error('The secret is not known yet.');
      const event = verifyWebhook({ secret, headers: request.headers, body: Buffer.concat(chunks) });
      events.set(event.id, event);
      // First taken, then worked on: whoever answers late gets the event again.
      response.writeHead(204).end();
      for (const look of watchers) look();
    } catch (error) {
      response.writeHead(error instanceof WebhookVerificationError ? 400 : 503).end();
    }
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/evergrant`,
    useSecret(value) {
      secret = value;
    },
    next(fits, withinMs) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = [...events.values()].find(fits);
          if (found) end(() => resolve(found));
        };
        const timer = setTimeout(
          () => end(() => reject(new Error(`No such event came within ${withinMs / 1000} seconds.`))),
          withinMs,
        );
        const end = (settle: () => void) => {
          clearTimeout(timer);
          watchers.delete(look);
          settle();
        };
        watchers.add(look);
        look();
      });
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
