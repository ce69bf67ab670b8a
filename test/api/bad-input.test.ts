import { createHash, generateKeyPairSync } from 'node:crypto';
import { API_KEY, CONNECTION, IMS_CONNECTION, PRIVATE_KEY, START, US_STORE } from './bodies';
import { type RunningApi, SIMULATOR_ORIGIN, startApi } from './running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const withStore = (changes: object) => ({ ...START, stores: [{ ...US_STORE, ...changes }] });
const withUrl = (baseUrl: unknown) => ({ ...START, commerceConnection: { ...CONNECTION, baseUrl } });
const withConnection = (changes: object) => ({ ...START, commerceConnection: { ...CONNECTION, ...changes } });
const withPem = (privateKey: unknown) => ({ ...START, apiKey: { ...API_KEY, privateKey } });
const withContact = (changes: object) => ({
  ...START,
  contacts: [{ role: 'seller', email: 'a@acme.info', ...changes }],
});
// JSON leaves out what is undefined.
const withoutMerchant = { ...START, merchantId: undefined };
const withoutConsumerSecret = { ...CONNECTION, consumerSecret: undefined };
const ecKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
const shortKey = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});

/** What is sent, where it must be named, and by which code. */
const REFUSED: readonly (readonly [name: string, body: unknown, pointer: string, code: string])[] = [
  ['no object at all', 'text', '', 'wrong_type'],
  ['a list', [], '', 'wrong_type'],
  ['null', null, '', 'wrong_type'],
  ['no merchant', withoutMerchant, '/merchantId', 'required'],
  ['a merchant id with a slash', { ...START, merchantId: 'a/b' }, '/merchantId', 'invalid_id'],
  ['an unknown field', { ...START, merchant: 'x' }, '/merchant', 'unknown_field'],
  ['an unknown field in a store', withStore({ webstie: 'x' }), '/stores/0/webstie', 'unknown_field'],
  ['an unknown field whose name needs escaping', { ...START, 'a/b~c': 1 }, '/a~1b~0c', 'unknown_field'],
  ['an unknown region', { ...START, region: 'fe' }, '/region', 'not_allowed'],
  ['an unknown language', { ...START, language: 'de' }, '/language', 'not_allowed'],
  ['a seller id in small letters', { ...START, expectedSellerId: 'abc' }, '/expectedSellerId', 'invalid_seller_id'],

  ['a country that is not offered', withStore({ country: 'DE' }), '/stores/0/country', 'country_not_offered'],
  ['a country without Amazon', withStore({ country: 'XX' }), '/stores/0/country', 'not_an_amazon_marketplace'],
  ['a store of another region', withStore({ country: 'GB' }), '/stores/0/country', 'store_of_another_region'],
  [
    'the same country twice',
    { ...START, region: 'eu', stores: ['UK', 'gb'].map((country) => ({ ...US_STORE, country })) },
    '/stores/1/country',
    'repeated_country',
  ],
  ['five stores', { ...START, stores: Array(5).fill(US_STORE) }, '/stores', 'too_long'],

  ['an empty store name', withStore({ name: '' }), '/stores/0/name', 'blank_name'],
  ['a blank store name', withStore({ name: ' \t ' }), '/stores/0/name', 'blank_name'],
  ['a store name of 61 characters', withStore({ name: 'x'.repeat(61) }), '/stores/0/name', 'name_too_long'],
  ['a store name with a line break', withStore({ name: 'a\nb' }), '/stores/0/name', 'name_with_controls'],
  ['a store name with reversed text', withStore({ name: 'a\u202eb' }), '/stores/0/name', 'name_with_controls'],
  ['a store name with half a character', withStore({ name: 'a\ud800b' }), '/stores/0/name', 'name_with_controls'],
  [
    'a store name with an address',
    withStore({ name: 'see http://x.example' }),
    '/stores/0/name',
    'name_like_an_address',
  ],
  ['a store name with an at sign', withStore({ name: 'a@b' }), '/stores/0/name', 'name_like_an_address'],
  [
    'a website code with a space',
    withStore({ websiteCode: 'my site' }),
    '/stores/0/websiteCode',
    'invalid_website_code',
  ],
  [
    'an attribute code in capitals',
    withStore({ mapping: { amazonIdType: 'asin', attributeCode: 'ASIN' } }),
    '/stores/0/mapping/attributeCode',
    'invalid_attribute_code',
  ],
  [
    'an attribute code with a space',
    withStore({ mapping: { amazonIdType: 'asin', attributeCode: 'a b' } }),
    '/stores/0/mapping/attributeCode',
    'invalid_attribute_code',
  ],
  [
    'an unknown kind of product id',
    withStore({ mapping: { amazonIdType: 'sku', attributeCode: 'a' } }),
    '/stores/0/mapping/amazonIdType',
    'not_allowed',
  ],

  ...[
    'owner',
    'owner@shop',
    'owner@@acme.shop',
    'a@acme.shop,b@acme.shop',
    'a@acme.shop\r\nBcc: b@acme.shop',
    'a@acme.shop\n',
    'Owner <owner@acme.shop>',
    'ow ner@acme.shop',
    'owner@[127.0.0.1]',
    'owner@127.0.0.1',
    '.owner@acme.shop',
    'owner@-acme.shop',
    `${'o'.repeat(65)}@acme.shop`,
    `owner@${'a.'.repeat(130)}shop`,
  ].map(
    (email) =>
      [
        `the mail address ${JSON.stringify(email).slice(0, 40)}`,
        withStore({ email }),
        '/stores/0/email',
        'invalid_email',
      ] as const,
  ),
  ['a number as mail address', withStore({ email: 7 }), '/stores/0/email', 'wrong_type'],

  ['an http base URL', withUrl('http://shop.acme.example'), '/commerceConnection/baseUrl', 'not_https'],
  ['a base URL without scheme', withUrl('shop.acme.example'), '/commerceConnection/baseUrl', 'unreadable'],
  ['a base URL with a password', withUrl('https://u:p@shop.acme.example'), '/commerceConnection/baseUrl', 'userinfo'],
  ['a base URL with another port', withUrl('https://shop.acme.example:8443'), '/commerceConnection/baseUrl', 'port'],
  [
    'a base URL with a query',
    withUrl('https://shop.acme.example/?a=1'),
    '/commerceConnection/baseUrl',
    'not_a_base_url',
  ],
  ['an endless base URL', withUrl(`https://a.example/${'a'.repeat(3000)}`), '/commerceConnection/baseUrl', 'too_long'],
  ['the simulator with a password', withUrl('http://u:p@127.0.0.1:4000'), '/commerceConnection/baseUrl', 'userinfo'],
  [
    'the host of the simulator at another port',
    withUrl('http://127.0.0.1:4001'),
    '/commerceConnection/baseUrl',
    'not_https',
  ],
  ...[
    'localhost',
    'shop.localhost',
    'localhost.',
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0x7f000001',
    '0177.0.0.1',
    '0',
    '１２７.0.0.1',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[fe80::1]',
    '[fd00::1]',
    '[64:ff9b::7f00:1]',
  ].map(
    (host) =>
      [
        `the private address ${host}`,
        withUrl(`https://${host}/`),
        '/commerceConnection/baseUrl',
        'private_address',
      ] as const,
  ),
  [
    'a connection that lacks a credential',
    { ...START, commerceConnection: withoutConsumerSecret },
    '/commerceConnection/consumerSecret',
    'required',
  ],
  ['a connection of an unknown type', withConnection({ type: 'soap' }), '/commerceConnection/type', 'not_allowed'],
  [
    'an integration at a SaaS address',
    withUrl('https://na1.api.commerce.adobe.com/tenant'),
    '/commerceConnection/baseUrl',
    'saas_needs_ims',
  ],
  ...(
    [
      ['on another host', 'https://shop.acme.example/tenant', 'not_a_saas_host'],
      ['on a host that only looks like it', 'https://api.commerce.adobe.com.evil.example/tenant', 'not_a_saas_host'],
      ['on a host that only ends like it', 'https://evilapi.commerce.adobe.com/tenant', 'not_a_saas_host'],
      ['without a tenant', 'https://na1.api.commerce.adobe.com', 'not_a_tenant'],
      ['with /rest', 'https://na1.api.commerce.adobe.com/tenant/rest', 'not_a_tenant'],
      ['that is the simulator itself', SIMULATOR_ORIGIN, 'not_a_tenant'],
    ] as const
  ).map(
    ([where, baseUrl, code]) =>
      [
        `a SaaS instance ${where}`,
        { ...START, commerceConnection: { ...IMS_CONNECTION, baseUrl } },
        '/commerceConnection/baseUrl',
        code,
      ] as const,
  ),
  [
    'an organization id without its ending',
    { ...START, commerceConnection: { ...IMS_CONNECTION, organizationId: 'ORG' } },
    '/commerceConnection/organizationId',
    'invalid_organization_id',
  ],
  [
    'a credential with a line break inside',
    { ...START, commerceConnection: { ...CONNECTION, accessToken: 'a\nb' } },
    '/commerceConnection/accessToken',
    'not_a_credential',
  ],

  ['a PEM that is none', withPem('not a key'), '/apiKey/privateKey', 'unusable_private_key'],
  ['a truncated PEM', withPem(PRIVATE_KEY.slice(0, 400)), '/apiKey/privateKey', 'unusable_private_key'],
  [
    'a PEM with a damaged body',
    withPem(PRIVATE_KEY.replace(/MII/, 'MIJ')),
    '/apiKey/privateKey',
    'unusable_private_key',
  ],
  ['a key that is not RSA', withPem(ecKey), '/apiKey/privateKey', 'unusable_private_key'],
  ['a key that is too short', withPem(shortKey), '/apiKey/privateKey', 'unusable_private_key'],
  [
    'an unknown environment',
    { ...START, apiKey: { ...API_KEY, environment: 'test' } },
    '/apiKey/environment',
    'not_allowed',
  ],

  ['an http return address', { ...START, returnUrl: 'http://b.example' }, '/returnUrl', 'invalid_return_url'],
  ['a script as return address', { ...START, returnUrl: 'javascript:alert(1)' }, '/returnUrl', 'invalid_return_url'],
  [
    'a return address with a password',
    { ...START, returnUrl: 'https://u:p@b.example' },
    '/returnUrl',
    'invalid_return_url',
  ],
  [
    'a time zone that does not exist',
    withContact({ timeZone: 'Mars/Olympus' }),
    '/contacts/0/timeZone',
    'invalid_time_zone',
  ],
  ['an offset as time zone', withContact({ timeZone: '+02:00' }), '/contacts/0/timeZone', 'invalid_time_zone'],
  ['an unknown role', withContact({ role: 'boss' }), '/contacts/0/role', 'not_allowed'],
  [
    'the same role twice',
    { ...START, contacts: Array(2).fill({ role: 'seller', email: 'a@acme.info' }) },
    '/contacts/1/role',
    'repeated_role',
  ],
  ['metadata that is no text', { ...START, metadata: { a: 1 } }, '/metadata/a', 'wrong_type'],
  ['metadata with a control character', { ...START, metadata: { a: '\0' } }, '/metadata/a', 'invalid_metadata_value'],
  ['metadata of a bad name', { ...START, metadata: { 'a b': 'x' } }, '/metadata/a b', 'invalid_metadata_name'],
  [
    'too much metadata',
    { ...START, metadata: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`n${i}`, 'x'])) },
    '/metadata',
    'too_many_entries',
  ],
];

test.each(REFUSED)('%s is refused, and the answer names the field and a remedy', async (name, body, pointer, code) => {
  const id = `bad-${REFUSED.findIndex(([other]) => other === name)}`;

  const refused = await api.call('PUT', `/v1/onboardings/${id}`, { body });

  expect(refused.status).toBe(422);
  expect(refused.body.errors).toContainEqual({
    in: 'body',
    pointer,
    code,
    detail: expect.stringMatching(/^[A-Z].*\.$/),
    remedy: expect.stringMatching(/^[A-Z].*\.$/s),
  });
  expect(await api.registry.onboardings.status(id)).toBeUndefined();
});

const ACCEPTED: readonly (readonly [name: string, body: unknown])[] = [
  ...['a@acme.shop', 'a@acme.info', 'a.b+c@mail.acme.co.uk', "o'neil@acme.museum", 'a@xn--bcher-kva.example'].map(
    (email) => [`the mail address ${email}`, withStore({ email })] as const,
  ),
  ['a store name of 60 characters outside ASCII', withStore({ name: '𝒳'.repeat(60) })],
  ['GB for the United Kingdom', { ...withStore({ country: 'gb' }), region: 'eu' }],
  ['the address of the simulator', withUrl(`${SIMULATOR_ORIGIN}/commerce`)],
  ['a public address literal', withUrl('https://203.0.114.9')],
  ['a website that only Commerce can know', withStore({ websiteCode: 'nowhere' })],
  ['a name that only DNS can know', withUrl('https://internal.acme.example')],
  ['a key without its private part', { ...START, apiKey: { apiKey: 'public-part' } }],
  ['a private part without its key', { ...START, apiKey: { privateKey: PRIVATE_KEY } }],
  ['null for what is not known yet', { ...START, apiKey: null, commerceConnection: null, expectedSellerId: null }],
  ['a contact with a time zone', withContact({ timeZone: 'America/Los_Angeles' })],
  ['a PEM with wrong line ends', withPem(PRIVATE_KEY.replaceAll('\n', '\r\n'))],
  ['a PEM without line ends', withPem(PRIVATE_KEY.replaceAll('\n', ' '))],
  ['a PEM with escaped line ends', withPem(PRIVATE_KEY.replaceAll('\n', '\\n'))],
  ['a PEM with stray space', withPem(`\n  ${PRIVATE_KEY.replaceAll('\n', '  \n\n ')}\t`)],
];

test.each(ACCEPTED)('%s is accepted', async (name, body) => {
  const id = `good-${ACCEPTED.findIndex(([other]) => other === name)}`;

  expect((await api.call('PUT', `/v1/onboardings/${id}`, { body })).status).toBe(202);
});

test('a mended private key and the tidy one are the same body', async () => {
  await api.call('PUT', '/v1/onboardings/mended', { body: START });

  const again = await api.call('PUT', '/v1/onboardings/mended', { body: withPem(PRIVATE_KEY.replaceAll('\n', ' ')) });

  expect(again.status).toBe(202);
});

test('everything that is wrong is told at once', async () => {
  const body = { ...withStore({ email: 'x', name: '' }), returnUrl: 'ftp://x', surplus: 1 };

  const refused = await api.call('PUT', '/v1/onboardings/several', { body });

  expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
    '/returnUrl',
    '/stores/0/email',
    '/stores/0/name',
    '/surplus',
  ]);
});

test('a body full of unknown fields makes no endless answer', async () => {
  const surplus = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`field${i}${'x'.repeat(10)}`, 1]));

  const refused = await api.call('PUT', '/v1/onboardings/many', { body: { ...START, ...surplus } });

  expect(refused.body.errors).toHaveLength(50);
});

test.each(['a b', 'ä', 'x'.repeat(101), 'a%2Fb', "a'--"])('the onboarding id %j is refused', async (id) => {
  const refused = await api.call('PUT', `/v1/onboardings/${id.includes('%') ? id : encodeURIComponent(id)}`, {
    body: START,
  });

  expect(refused.status).toBe(400);
  expect(refused.body.errors).toMatchObject([{ in: 'path', pointer: '/onboardingId', code: 'invalid_id' }]);
});

test.each([
  ['GET', '/v1/webhook-endpoints/%00', undefined],
  ['DELETE', '/v1/api-keys/%00', undefined],
  ['GET', '/v1/webhook-endpoints/whe_any/deliveries?eventId=%00', undefined],
  ['GET', `/v1/api-keys?cursor=${madeUp({ list: 'api-keys', after: { at: 1, id: '\0' } })}`, undefined],
  ['GET', `/v1/audit?cursor=${madeUp({ list: 'audit', after: { at: 1, id: '\0' } })}`, undefined],
  ['POST', '/v1/webhook-endpoints/whe_any/replay', { eventId: '\0' }],
])('an id that PostgreSQL would refuse to look for is no id: %s %s', async (method, path, body) => {
  const refused = await api.call(method, path, { body });

  expect(refused.body.errors).toMatchObject([{ code: expect.stringMatching(/^invalid_(id|cursor)$/) as string }]);
});

/** A cursor with a right check, which is no secret. */
function madeUp(content: object): string {
  const text = Buffer.from(JSON.stringify(content)).toString('base64url');
  return createHash('sha256').update(text).digest('base64url').slice(0, 8) + text;
}
