import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import Libsql from 'libsql';

/** What the product is held against: an address that answers nothing at once, and a bare route doing one indexed read. */
async function main(): Promise<void> {
  const emptyUrl = await listen((_request, response) => {
    response.writeHead(204).end();
  });

  const database = new Libsql(process.env['DATABASE'] ?? '', { readonly: true });
  const read = database.prepare<[string]>('select view from projections where onboarding_id = ?');
  const app = express();
  app.get('/:onboardingId', (request, response) => {
    const { view } = read.get(request.params.onboardingId) as { view: string };
    response.type('json').send(view);
  });
  const bareUrl = await listen(app);

  process.once('SIGTERM', () => process.exit(0));
  process.once('disconnect', () => process.exit(0));
  process.send?.({ emptyUrl, bareUrl });
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

void main();
