import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient, EvergrantUnreachable } from '../../client/index';

/** Answers each request with the next of these; what was asked is kept. */
type Reply = (response: ServerResponse) => void;

const seen: { readonly key: string | undefined; readonly body: string; readonly at: number }[] = [];
let replies: Reply[] = [];
let server: Server;
let url: string;
beforeEach(async () => {
  seen.length = 0;
  server = createServer((request, response) => void reply(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  seen.push({ key: request.headers['idempotency-key'] as string | undefined, body, at: performance.now() });
  replies.shift()!(response);
}

const LINK = { url: 'https://connect.example.com/c/x', expiresAt: null };
const made: Reply = (response) =>
  response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(LINK));
const refused =
  (status: number, code: string, headers: Record<string, string> = {}): Reply =>
  (response) => {
    const problem = {
      type: `urn:evergrant:problem:${code}`,
      title: code,
      status,
      detail: '',
      instance: '',
      errors: [],
    };
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(JSON.stringify(problem));
  };
const broken: Reply = (response) => response.destroy();

const makeLink = (
  options: { idempotencyKey?: string; retryForMs?: number; signal?: AbortSignal } = {},
  timeoutMs = 5_000,
) =>
  createClient({ baseUrl: url, apiKey: 'key', timeoutMs }).call(
    'createLink',
    { path: { onboardingId: 'acme' }, body: { purpose: 'renew' } },
    options,
  );

test.each([
  ['429', refused(429, 'rate_limited', { 'retry-after': '0' })],
  ['503', refused(503, 'not_ready', { 'retry-after': '0' })],
  ['a request that still runs', refused(409, 'request_still_running', { 'retry-after': '0' })],
  ['a broken connection', broken],
  ['503 from somebody in between', ((response) => response.writeHead(503).end('down')) satisfies Reply],
])('after %s the same request is sent again under the same Idempotency-Key', async (_name, first) => {
  replies = [first, made];

  expect(await makeLink()).toEqual(LINK);
  expect(seen).toHaveLength(2);
  expect(seen[0]!.key).toMatch(/^[\w-]{36}$/);
  expect(seen[1]).toMatchObject({ key: seen[0]!.key, body: seen[0]!.body });
});

test('each call has an Idempotency-Key of its own, unless it brings one', async () => {
  replies = [made, made, made];
  await makeLink();
  await makeLink();
  await makeLink({ idempotencyKey: 'mine' });

  expect(seen[0]!.key).not.toBe(seen[1]!.key);
  expect(seen[2]!.key).toBe('mine');
});

test('Retry-After is waited for', async () => {
  replies = [refused(429, 'rate_limited', { 'retry-after': '1' }), made];
  await makeLink();

  expect(seen[1]!.at - seen[0]!.at).toBeGreaterThanOrEqual(990);
});

test('Retry-After may be a date', async () => {
  replies = [refused(503, 'not_ready', { 'retry-after': new Date(0).toUTCString() }), made];

  expect(await makeLink()).toEqual(LINK);
});

test('what would have to wait too long fails at once', async () => {
  replies = [refused(429, 'rate_limited', { 'retry-after': '3600' })];

  await expect(makeLink()).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 3_600_000 });
});

test.each([
  ['a conflict', refused(409, 'onboarding_closed')],
  ['a wrong body', refused(422, 'invalid_body')],
  ['an internal error', refused(500, 'internal')],
])('after %s nothing is sent again', async (_name, only) => {
  replies = [only];

  await expect(makeLink()).rejects.toBeInstanceOf(Error);
  expect(seen).toHaveLength(1);
});

test('a call that is not to be repeated is not', async () => {
  replies = [broken];

  await expect(makeLink({ retryForMs: 0 })).rejects.toBeInstanceOf(EvergrantUnreachable);
  expect(seen).toHaveLength(1);
});

test('a try without an answer ends in time', async () => {
  replies = [() => undefined];

  await expect(makeLink({ retryForMs: 0 }, 50)).rejects.toBeInstanceOf(EvergrantUnreachable);
});

test('a redirect is not followed, so the API key goes nowhere else', async () => {
  replies = [(response) => response.writeHead(307, { location: url }).end()];

  await expect(makeLink({ retryForMs: 0 })).rejects.toBeInstanceOf(EvergrantUnreachable);
  expect(seen).toHaveLength(1);
});

test('a call can be given up', async () => {
  const stop = new AbortController();
  replies = [() => stop.abort(new Error('Enough.'))];

  await expect(makeLink({ signal: stop.signal })).rejects.toThrow('Enough.');
});

test('an answer that is not of Evergrant is told as such', async () => {
  replies = [(response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')];

  await expect(makeLink({ retryForMs: 0 })).rejects.toBeInstanceOf(EvergrantUnreachable);
});
