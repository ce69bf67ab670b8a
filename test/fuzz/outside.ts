import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createChance } from '../faults/chance';

/** Everything outside the product, at one local address: Login with Amazon, and Commerce in good and bad moods. */
export interface Outside {
  readonly origin: string;
  /** Base URL of a Commerce instance that answers as it should. */
  readonly goodShop: string;
  /** Base URL of one that answers anything. */
  readonly wildShop: string;
  close(): Promise<void>;
}

type Reply = (response: ServerResponse) => void;

const json =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

const FRESH_TOKEN = json(200, {
  access_token: 'Atza|live',
  refresh_token: 'Atzr|same',
  token_type: 'bearer',
  // Soon spent, so that it is asked for again and again.
  expires_in: 330,
});

/** What a party answers that is broken, badly set up or hostile. */
const TROUBLE: readonly Reply[] = [
  json(500, { message: 'canary-of-an-upstream-failure' }),
  json(401, { message: "The consumer isn't authorized to access %resources.", parameters: { resources: 'A::b' } }),
  json(401, { error_code: '401013', message: 'Oauth token is not valid' }),
  json(403, { message: '\u0000\u202e<script>' }),
  json(400, { error: 'invalid_grant', error_description: 'canary' }),
  json(401, { error: 'invalid_client' }),
  json(404, { message: 'Request does not match any route.' }),
  json(429, {}, { 'retry-after': '1e400' }),
  json(429, {}, { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }),
  json(503, {}, { 'retry-after': '-5' }),
  json(302, {}, { location: 'http://169.254.169.254/' }),
  json(200, null),
  json(200, { __proto__: null, items: 7 }),
  json(200, [{ id: -1, code: 'x'.repeat(300), name: { toString: 1 } }]),
  json(200, [{ id: 9e15, code: '\ud800', name: 'a\nb', website_id: 'one', store_group_id: [] }]),
  (response) => void response.end('<html>'),
  (response) => void response.end(),
  (response) => void response.writeHead(200, { 'content-length': '500' }).write('[', () => response.destroy()),
  (response) => void response.destroy(),
];

const GOOD: Readonly<Record<string, unknown>> = {
  '/store/websites': [{ id: 1, code: 'base', name: 'Main', default_group_id: 1 }],
  '/store/storeGroups': [{ id: 1, website_id: 1, default_store_id: 1 }],
  '/store/storeViews': [{ id: 1, code: 'default', website_id: 1, store_group_id: 1 }],
  '/store/storeConfigs': [{ code: 'default', base_currency_code: 'USD' }],
  '/modules': [],
  '/products/attributes': {
    items: [{ attribute_code: 'asin', frontend_input: 'text', default_frontend_label: 'ASIN', scope: 'global' }],
    total_count: 1,
  },
};

/** @param seed decides what is answered where anything may be. */
export async function startOutside(seed: number): Promise<Outside> {
  const chance = createChance(seed);
  const server = createServer((request, response) => {
    request.resume().once('end', () => replyTo(request)(response));
  });

  function replyTo({ url = '' }: IncomingMessage): Reply {
    if (url.includes('/token')) return chance.between(0, 1) < 0.7 ? FRESH_TOKEN : chance.pick(TROUBLE);
    const [, below = ''] = /\/V1([^?]*)/.exec(url) ?? [];
    const good = GOOD[below];
    return good === undefined || (url.includes('/wild') && chance.between(0, 1) < 0.5)
      ? chance.pick(TROUBLE)
      : json(200, good);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    goodShop: `${origin}/commerce/good`,
    wildShop: `${origin}/commerce/wild`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
