import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { inspect } from 'node:util';
import { createCommerceRest, type CommerceRest } from '../../src/commerce/rest';
import { STRICT_RULES } from '../../src/outgoing/address-rules';
import { createOutgoing } from '../../src/outgoing/guarded-dispatcher';
import { CREDENTIALS, NO_IMS, NOW, startCommerce, type CommerceServer } from './commerce-server';

const MINUTE_MS = 60_000;
const BAD_SIGNATURE = { status: 401, body: { message: 'The signature is invalid. Verify and try again.' } };
const NONCE_USED = {
  status: 401,
  body: { message: 'The nonce is already being used by the consumer with ID %1.', parameters: [3] },
};
const NO_PERMISSION = {
  status: 401,
  body: {
    message: "The consumer isn't authorized to access %resources.",
    parameters: { resources: 'Magento_Backend::store' },
    trace: '#0 /var/www/html',
  },
};
const WEBSITES = [
  { id: 0, code: 'admin', name: 'Admin', default_group_id: 0 },
  { id: 1, code: 'base', name: 'Main', default_group_id: 1, extension_attributes: {} },
];

let commerce: CommerceServer;
afterEach(() => commerce.stop());

async function websitesAnswering(...answers: Parameters<typeof startCommerce>[0][string][]) {
  commerce = await startCommerce({ '/store/websites': answers.flat() });
  return commerce.rest.websites();
}

/** What the request's Authorization header holds, after its signature was checked with code of the test's own. */
function verifiedFields(request: IncomingMessage, origin: string): Record<string, string> {
  const header = request.headers.authorization ?? '';
  const pairs = [...header.matchAll(/(oauth_\w+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!] as const);
  const fields = Object.fromEntries(pairs.map(([name, value]) => [name, decodeURIComponent(value)]));
  const [path, query = ''] = request.url!.split('?');
  const signed = pairs.filter(([name]) => name !== 'oauth_signature').map((pair) => pair.join('='));
  const normalized = [...signed, ...query.split('&').filter((pair) => pair !== '')].sort().join('&');
  const base = `GET&${encodeURIComponent(`${origin}${path}`)}&${encodeURIComponent(normalized)}`;
  const key = `${CREDENTIALS.consumerSecret}&${CREDENTIALS.accessTokenSecret}`;
  expect(fields['oauth_signature']).toBe(createHmac('sha256', key).update(base).digest('base64'));
  return fields;
}

describe('a read', () => {
  it.each(['', '/', '/magento', '/magento/'])(
    'goes to /rest/all/V1 below the base URL, here with path %p',
    async (path) => {
      commerce = await startCommerce({ '/store/websites': { body: WEBSITES } }, { path });

      await commerce.rest.websites();

      expect(commerce.paths()).toEqual([`${path.replace(/\/$/, '')}/rest/all/V1/store/websites`]);
    },
  );

  it('is signed, query included', async () => {
    commerce = await startCommerce({ '/store/storeConfigs': { body: [] } });

    await commerce.rest.storeConfigs(['default', 'a b&c']);

    const request = commerce.server.requests[0]!;
    expect(request.url).toMatch(/\?storeCodes%5B0%5D=default&storeCodes%5B1%5D=a%20b%26c$/);
    expect(verifiedFields(request, commerce.server.origin)).toMatchObject({
      oauth_consumer_key: CREDENTIALS.consumerKey,
      oauth_token: CREDENTIALS.accessToken,
      oauth_timestamp: String(NOW / 1000),
    });
  });

  it('is refused, and nothing is sent, at an address that may not be called', async () => {
    commerce = await startCommerce({});
    const outgoing = createOutgoing({ rules: STRICT_RULES });
    const credentials = { type: 'oauth1', ...CREDENTIALS } as const;
    const options = { credentials, ims: NO_IMS, outgoing, clock: { now: () => NOW } };

    for (const baseUrl of [commerce.server.origin, 'https://10.0.0.1', 'shop.example.com', '']) {
      const rest = createCommerceRest({ ...options, baseUrl });
      expect(await rest.websites()).toEqual({ outcome: 'unverifiable', reason: 'address_refused' });
    }
    expect(commerce.server.connections()).toBe(0);
  });

  it('ends with the reason of a cancelled signal', async () => {
    const cancel = new AbortController();
    commerce = await startCommerce({ '/store/websites': () => cancel.abort(new Error('cancelled')) });
    const rules = { ...STRICT_RULES, allowedOrigins: [commerce.server.origin] };
    const rest = createCommerceRest({
      baseUrl: commerce.server.origin,
      credentials: { type: 'oauth1', ...CREDENTIALS },
      ims: NO_IMS,
      outgoing: createOutgoing({ rules }),
      clock: { now: () => NOW },
      signal: cancel.signal,
    });

    await expect(rest.websites()).rejects.toThrow('cancelled');
  });
});

describe('what is read', () => {
  it('are the websites without admin', async () => {
    expect(await websitesAnswering({ body: WEBSITES })).toEqual({
      outcome: 'ok',
      value: [{ id: 1, code: 'base', name: 'Main', default_group_id: 1 }],
    });
  });

  it('may hold ids as text and default groups as null', async () => {
    expect(await websitesAnswering({ body: [{ id: '2', code: 'b', default_group_id: null }] })).toEqual({
      outcome: 'ok',
      value: [{ id: 2, code: 'b', name: '', default_group_id: 0 }],
    });
  });

  it.each<[string, (rest: CommerceRest) => Promise<unknown>, unknown, unknown]>([
    [
      '/store/storeGroups',
      (rest) => rest.storeGroups(),
      [{ id: 1, website_id: 1, root_category_id: 2, default_store_id: 1, name: 'Main', code: 'main' }],
      [{ id: 1, website_id: 1, default_store_id: 1 }],
    ],
    [
      '/store/storeViews',
      (rest) => rest.storeViews(),
      [{ id: 1, code: 'default', name: 'Default', website_id: 1, store_group_id: 1, is_active: 1 }],
      [{ id: 1, code: 'default', website_id: 1, store_group_id: 1 }],
    ],
    [
      '/store/storeConfigs',
      (rest) => rest.storeConfigs([]),
      [{ id: 1, code: 'default', base_currency_code: 'USD', locale: 'en_US' }],
      [{ code: 'default', base_currency_code: 'USD' }],
    ],
    [
      '/products/attributes/amazon_asin',
      (rest) => rest.attribute('amazon_asin'),
      { attribute_code: 'amazon_asin', frontend_input: 'text', is_required: false, is_unique: '1', scope: 'store' },
      expect.objectContaining({
        frontend_input: 'text',
        is_required: false,
        is_unique: true,
        scope: 'store',
        frontend_labels: [],
      }),
    ],
    [
      '/products/attributes/amazon_asin',
      (rest) => rest.attribute('amazon_asin'),
      { attribute_code: 'amazon_asin', frontend_input: null, is_unique: '0', frontend_labels: [{ label: null }] },
      expect.objectContaining({ frontend_input: '', is_unique: false, frontend_labels: [{ label: '' }] }),
    ],
  ])('is what Commerce answers at %s, no more', async (path, read, body, value) => {
    commerce = await startCommerce({ [path]: { body } });

    expect(await read(commerce.rest)).toEqual({ outcome: 'ok', value });
  });

  it.each<[string, unknown, string]>([
    ['a page', '<html>Maintenance</html>', 'not_commerce'],
    ['nothing', '', 'not_commerce'],
    ['an object instead of a list', {}, 'unexpected_answer'],
    ['a list of something else', [{ code: 'base' }], 'unexpected_answer'],
  ])('is unverifiable when 200 brings %s', async (_case, body, reason) => {
    expect(await websitesAnswering({ body })).toEqual({ outcome: 'unverifiable', reason });
  });
});

describe('a refusal', () => {
  it('is a missing permission when a 401 names resources', async () => {
    expect(await websitesAnswering(NO_PERMISSION)).toEqual({
      outcome: 'refused',
      reason: 'missing_permission',
      resources: ['Magento_Backend::store'],
      message: "The consumer isn't authorized to access Magento_Backend::store.",
    });
  });

  it('is a missing permission also while the clocks are apart', async () => {
    const answer = await websitesAnswering({ ...NO_PERMISSION, date: NOW + 5 * MINUTE_MS });

    expect(answer).toMatchObject({ reason: 'missing_permission' });
    expect(commerce.server.requests).toHaveLength(1);
  });

  it('is a missing permission when Commerce itself says 403', async () => {
    expect(await websitesAnswering({ status: 403, body: { message: 'Forbidden.' } })).toMatchObject({
      reason: 'missing_permission',
      resources: [],
    });
  });

  it('is about the credentials on any other 401, and is not asked again', async () => {
    expect(await websitesAnswering(BAD_SIGNATURE)).toEqual({
      outcome: 'refused',
      reason: 'bad_credentials',
      message: 'The signature is invalid. Verify and try again.',
    });
    expect(commerce.server.requests).toHaveLength(1);
  });

  it('is about the credentials on a 401 without a message', async () => {
    expect(await websitesAnswering({ status: 401 })).toMatchObject({ reason: 'bad_credentials', message: '' });
  });

  it('is not found on a 404 of Commerce itself', async () => {
    commerce = await startCommerce({
      '/products/attributes/asin': { status: 404, body: { message: 'No "%1".', parameters: ['asin'] } },
    });

    expect(await commerce.rest.attribute('asin')).toEqual({ outcome: 'not_found', message: 'No "asin".' });
  });
});

describe('what says nothing', () => {
  it.each<[object, object]>([
    [{ status: 404, body: '<html>nginx</html>' }, { reason: 'not_commerce' }],
    [{ status: 403, body: '<html>Blocked</html>' }, { reason: 'unexpected_answer' }],
    [{ status: 400, body: { message: 'Bad.' } }, { reason: 'unexpected_answer' }],
    [{ status: 301, headers: { location: '/' } }, { reason: 'not_commerce' }],
    [{ status: 302, headers: { location: '/' } }, { reason: 'unexpected_answer' }],
    [
      { status: 429, headers: { 'retry-after': '7' } },
      { reason: 'rate_limited', retryAfterMs: 7_000 },
    ],
    [{ status: 500, body: { message: 'Internal.' } }, { reason: 'server_error' }],
    [{ status: 503 }, { reason: 'server_error' }],
  ])('is unverifiable: %p', async (answer, rest) => {
    expect(await websitesAnswering(answer)).toEqual({ outcome: 'unverifiable', ...rest });
    expect(commerce.server.requests).toHaveLength(1);
  });

  it('is unverifiable: a dropped connection', async () => {
    expect(await websitesAnswering((request) => request.socket.destroy())).toEqual({
      outcome: 'unverifiable',
      reason: 'unreachable',
    });
  });

  it('is unverifiable: silence', async () => {
    commerce = await startCommerce({ '/store/websites': () => undefined }, { timeoutMs: 100 });

    expect(await commerce.rest.websites()).toEqual({ outcome: 'unverifiable', reason: 'timeout' });
  });

  it.each(['..', '.', '', '../../store/websites', 'a/b', 'a?b', 'ä'])(
    'is not asked at all: an attribute that Commerce cannot have, %p',
    async (code) => {
      commerce = await startCommerce({});

      expect(await commerce.rest.attribute(code)).toMatchObject({ outcome: 'not_found' });
      expect(commerce.paths()).toEqual([]);
    },
  );
});

describe.each([-2 * MINUTE_MS, 2 * MINUTE_MS])(
  'a rejected signature while the clocks are %d ms apart',
  (difference) => {
    const date = NOW + difference;

    it.each([BAD_SIGNATURE, { status: 400, body: { message: 'Bad timestamp.' } }])(
      "is signed once more with Commerce's time: %p",
      async (rejection) => {
        const answer = await websitesAnswering({ ...rejection, date }, { body: WEBSITES, date });

        expect(answer).toMatchObject({ outcome: 'ok' });
        const fields = verifiedFields(commerce.server.requests[1]!, commerce.server.origin);
        expect(fields['oauth_timestamp']).toBe(String(date / 1000));
      },
    );

    it('proves nothing about the credentials when it comes again', async () => {
      expect(await websitesAnswering({ ...BAD_SIGNATURE, date })).toEqual({
        outcome: 'unverifiable',
        reason: 'our_clock',
      });
      expect(commerce.server.requests).toHaveLength(2);
    });

    it('is read like any other answer when the second try brings something else', async () => {
      expect(await websitesAnswering({ ...BAD_SIGNATURE, date }, { ...NO_PERMISSION, date })).toMatchObject({
        reason: 'missing_permission',
      });
    });
  },
);

describe('a rejected nonce while the clocks agree', () => {
  it('is signed once more with a fresh nonce', async () => {
    const answer = await websitesAnswering(NONCE_USED, { body: WEBSITES });

    expect(answer).toMatchObject({ outcome: 'ok' });
    const [first, second] = commerce.server.requests.map((request) => verifiedFields(request, commerce.server.origin));
    expect(second!['oauth_nonce']).not.toBe(first!['oauth_nonce']);
  });

  it('proves nothing about the credentials when it comes again', async () => {
    expect(await websitesAnswering(NONCE_USED)).toEqual({ outcome: 'unverifiable', reason: 'unexpected_answer' });
    expect(commerce.server.requests).toHaveLength(2);
  });
});

it('no answer repeats a credential, a trace or the page of a stranger', async () => {
  const echo = Object.values(CREDENTIALS).join(' ');
  const bodies = [`canary ${echo}`, { message: echo, parameters: { resources: echo }, trace: `canary ${echo}` }];
  const given = [200, 302, 400, 401, 403, 404, 429, 500].flatMap((status) =>
    bodies.map((body) => ({ status, body, headers: { 'x-echo': echo } })),
  );
  commerce = await startCommerce({ '/store/websites': given });
  const answers: unknown[] = [];
  while (answers.length < given.length) answers.push(await commerce.rest.websites());

  expect(commerce.server.requests).toHaveLength(given.length);
  expect(inspect([answers, commerce.rest], { depth: null, showHidden: true })).not.toContain('canary');
});
