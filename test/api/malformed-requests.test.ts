import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { START } from './bodies';
import { type CallOptions, type RunningApi, startApi } from './running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const latin1 = Buffer.from(JSON.stringify({ ...START, metadata: { city: 'Zürich' } }), 'latin1');
const utf16 = Buffer.from(JSON.stringify(START), 'utf16le');

test.each<[name: string, options: CallOptions, status: number, code: string]>([
  ['broken JSON', { raw: '{"merchantId": "canary-in-json",' }, 400, 'malformed_json'],
  ['JSON with a comment', { raw: '{} // canary-in-json' }, 400, 'malformed_json'],
  ['brackets without end', { raw: '['.repeat(60_000) }, 400, 'malformed_json'],
  ['text that is not UTF-8', { raw: latin1 }, 400, 'malformed_encoding'],
  [
    'another declared charset',
    { raw: utf16, headers: { 'content-type': 'application/json; charset=utf-16' } },
    415,
    'unsupported_media_type',
  ],
  [
    'a form',
    { raw: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    'unsupported_media_type',
  ],
  [
    'plain text',
    { raw: JSON.stringify(START), headers: { 'content-type': 'text/plain' } },
    415,
    'unsupported_media_type',
  ],
  ['no content type', { raw: Buffer.from('{}'), headers: { 'content-type': '' } }, 415, 'unsupported_media_type'],
  [
    'a compressed body',
    { raw: gzipSync(JSON.stringify(START)), headers: { 'content-encoding': 'gzip' } },
    415,
    'unsupported_media_type',
  ],
  ['more than 64 KiB', { raw: `{"a":"${'x'.repeat(64 * 1024)}"}` }, 413, 'body_too_large'],
  ['no body at all', {}, 415, 'unsupported_media_type'],
  ['an empty body', { raw: '' }, 422, 'invalid_body'],
  ['a deep but closed structure', { raw: '['.repeat(30_000) + ']'.repeat(30_000) }, 422, 'invalid_body'],
  ['a field named __proto__', { raw: `{"__proto__":{"region":"na"},"merchantId":"m"}` }, 422, 'invalid_body'],
])('%s is told as a problem', async (_name, options, status, code) => {
  const refused = await api.call('PUT', '/v1/onboardings/malformed', options);

  expect(refused.status).toBe(status);
  expect(refused.body.type).toBe(`urn:evergrant:problem:${code}`);
  expect(refused.text).not.toContain('canary');
  expect(await api.registry.onboardings.status('malformed')).toBeUndefined();
});

test.each([
  ['an address that is not served', 'GET', '/v1/nothing', 404, 'route_not_found'],
  ['the root', 'GET', '/', 404, 'route_not_found'],
  ['a broken percent-encoding', 'GET', '/v1/onboardings/%E0%A4%A', 400, 'malformed_path'],
  ['a percent sign alone', 'PUT', '/v1/onboardings/%', 400, 'malformed_path'],
  ['an unknown store', 'PATCH', '/v1/onboardings/acme/stores/de', 400, 'invalid_parameter'],
])('%s is told as a problem', async (_name, method, path, status, code) => {
  const refused = await api.call(method, path, method === 'PATCH' ? { body: { name: 'New' } } : {});

  expect(refused.status).toBe(status);
  expect(refused.body.type).toBe(`urn:evergrant:problem:${code}`);
});

test.each([
  ['DELETE', '/v1/onboardings/acme', 'PUT, GET, HEAD'],
  ['OPTIONS', '/v1/onboardings/acme', 'PUT, GET, HEAD'],
  ['POST', '/v1/onboardings', 'GET, HEAD'],
  ['GET', '/v1/onboardings/acme/links', 'POST'],
  ['POST', '/healthz', 'GET, HEAD'],
])('%s %s answers 405 and names the methods that are allowed', async (method, path, allow) => {
  const refused = await api.call(method, path);

  expect(refused.status).toBe(405);
  expect(refused.headers.get('allow')).toBe(allow);
  expect(refused.body.type).toBe('urn:evergrant:problem:method_not_allowed');
});

test.each([
  ['a limit of nought', 'limit=0', '/limit', 'invalid_limit'],
  ['a limit beyond the largest', 'limit=101', '/limit', 'invalid_limit'],
  ['a limit that is no number', 'limit=ten', '/limit', 'invalid_limit'],
  ['the same parameter twice', 'limit=1&limit=2', '/limit', 'wrong_type'],
  ['an unknown parameter', 'state=connected', '/state', 'unknown_field'],
  ['an unknown stage', 'stage=done', '/stage', 'not_allowed'],
  ['an unknown party', 'waitingOn=them', '/waitingOn', 'not_allowed'],
  ['a day that does not exist', 'expiresBefore=2027-02-30T00:00:00Z', '/expiresBefore', 'invalid_instant'],
  ['a merchant in a broken encoding', 'merchantId=%E0%A4%A', '/merchantId', 'invalid_id'],
  ['a made-up cursor', 'cursor=abc', '/cursor', 'invalid_cursor'],
])('%s in the list is refused by name', async (_name, query, pointer, code) => {
  const refused = await api.call('GET', `/v1/onboardings?${query}`);

  expect(refused.status).toBe(400);
  expect(refused.body.errors).toMatchObject([{ in: 'query', pointer, code }]);
});

test('a body that breaks off leaves nothing behind and does not harm the next caller', async () => {
  const { port } = new URL(api.url);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    `PUT /v1/onboardings/broken-off HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${api.secret}\r\n` +
      'Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"merchantId":',
  );
  socket.destroy();
  await once(socket, 'close');

  expect((await api.call('GET', '/v1/onboardings/broken-off')).status).toBe(404);
});

test('what goes wrong inside is told without its cause', async () => {
  const registry = { ...api.registry, onboardings: { ...api.registry.onboardings, status: failing } };
  const broken = await startApi({ registry });
  const secret = (
    await api.registry.apiKeys.create({ name: 'x', scopes: ['read'], merchantIds: null, actor: 'test' }, 0)
  ).secret;
  try {
    const answer = await broken.call('GET', '/v1/onboardings/acme', { secret });

    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('canary');
    const requestId = answer.headers.get('x-request-id')!;
    expect(answer.body.instance).toBe(`urn:uuid:${requestId}`);
    expect(broken.logged()).toContain(requestId);
    expect(broken.logged()).not.toContain('canary-row');
  } finally {
    await broken.close();
  }
});

function failing(): Promise<never> {
  return Promise.reject(Object.assign(new Error('canary-message'), { parameters: ['canary-row'] }));
}
