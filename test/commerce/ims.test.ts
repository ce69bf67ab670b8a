import { inspect } from 'node:util';
import type { RequestListener } from 'node:http';
import { createImsTokens, type ImsTokens } from '../../src/commerce/ims';
import { STRICT_RULES } from '../../src/outgoing/address-rules';
import { createOutgoing, type Outgoing } from '../../src/outgoing/guarded-dispatcher';
import { startLocalServer, type LocalServer } from '../outgoing/local-server';

const CREDENTIALS = { clientId: 'client-1', clientSecret: 'canary-client-secret', organizationId: 'ORG1@AdobeOrg' };
const HOUR_MS = 3_600_000;

let server: LocalServer;
let outgoing: Outgoing;
let tokens: ImsTokens;
let forms: URLSearchParams[];
const clock = { at: 0, now: () => clock.at };

afterEach(async () => {
  await server.stop();
  await outgoing.close();
});

/** IMS answers with these, one after another, and then with the last one for ever. */
async function startIms(...answers: (object | string | RequestListener)[]): Promise<void> {
  forms = [];
  clock.at = Date.UTC(2026, 10, 21);
  server = await startLocalServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      forms.push(new URLSearchParams(Buffer.concat(chunks).toString()));
      const answer = answers[Math.min(forms.length, answers.length) - 1]!;
      if (typeof answer === 'function') {
        answer(request, response);
        return;
      }
      const { status = 200, headers = {}, ...body } = answer as { status?: number; headers?: Record<string, string> };
      response.writeHead(status, headers).end(typeof answer === 'string' ? answer : JSON.stringify(body));
    });
  });
  outgoing = createOutgoing({ rules: { ...STRICT_RULES, allowedOrigins: [server.origin] } });
  tokens = createImsTokens({ tokenUrl: `${server.origin}/ims/token/v3`, outgoing, clock });
}

const issue = (token: string, expires_in = 86_399) => ({ access_token: token, token_type: 'bearer', expires_in });

describe('a token', () => {
  it('is asked for with the credential and the scopes of the SaaS edition', async () => {
    await startIms(issue('token-1'));

    expect(await tokens.tokenOf(CREDENTIALS)).toEqual({ outcome: 'token', token: 'token-1' });

    expect(server.requests[0]).toMatchObject({ method: 'POST', url: '/ims/token/v3' });
    expect(Object.fromEntries(forms[0]!)).toEqual({
      grant_type: 'client_credentials',
      client_id: 'client-1',
      client_secret: 'canary-client-secret',
      scope: 'openid,AdobeID,email,profile,additional_info.roles,additional_info.projectedProductContext,commerce.accs',
    });
  });

  it('is used again until a minute before its end, and then replaced', async () => {
    await startIms(issue('token-1', 3_600), issue('token-2', 3_600));
    await tokens.tokenOf(CREDENTIALS);

    clock.at += HOUR_MS - 61_000;
    expect(await tokens.tokenOf(CREDENTIALS)).toMatchObject({ token: 'token-1' });
    clock.at += 1_000;
    expect(await tokens.tokenOf(CREDENTIALS)).toMatchObject({ token: 'token-2' });
  });

  it('is asked for once by callers at the same time', async () => {
    await startIms(issue('token-1'));

    await Promise.all([1, 2, 3].map(() => tokens.tokenOf(CREDENTIALS)));

    expect(forms).toHaveLength(1);
  });

  it.each([
    ['secret', { clientSecret: 'other' }],
    ['client id', { clientId: 'other' }],
    ['organization', { organizationId: 'OTHER@AdobeOrg' }],
  ])('is not given to who has another %s', async (_what, change) => {
    await startIms(issue('token-1'), issue('token-2'));
    await tokens.tokenOf(CREDENTIALS);

    expect(await tokens.tokenOf({ ...CREDENTIALS, ...change })).toMatchObject({ token: 'token-2' });
  });

  it('that was dropped is replaced, unless that has happened already', async () => {
    await startIms(issue('token-1'), issue('token-2'));
    await tokens.tokenOf(CREDENTIALS);

    tokens.drop(CREDENTIALS, 'token-1');
    expect(await tokens.tokenOf(CREDENTIALS)).toMatchObject({ token: 'token-2' });
    tokens.drop(CREDENTIALS, 'token-1');
    expect(await tokens.tokenOf(CREDENTIALS)).toMatchObject({ token: 'token-2' });
  });

  it('is kept where nobody prints it', async () => {
    await startIms(issue('canary-token'));
    await tokens.tokenOf(CREDENTIALS);

    expect(inspect(tokens, { depth: 9, showHidden: true })).not.toMatch(/canary/);
  });
});

describe('a refusal', () => {
  it.each([
    [400, 'invalid_client'],
    [401, 'invalid_client'],
    [400, 'unauthorized_client'],
    [400, 'invalid_scope'],
    [403, 'access_denied'],
  ])('is about the credential: %d %s', async (status, error) => {
    await startIms({ status, error, error_description: 'No.' });

    expect(await tokens.tokenOf(CREDENTIALS)).toEqual({ outcome: 'rejected' });
  });

  it('is not remembered: the credential may have been mended', async () => {
    await startIms({ status: 400, error: 'invalid_client' }, issue('token-1'));
    await tokens.tokenOf(CREDENTIALS);

    expect(await tokens.tokenOf(CREDENTIALS)).toMatchObject({ token: 'token-1' });
  });
});

describe('what says nothing about the credential', () => {
  it.each<[string, object | string | RequestListener, object]>([
    ['an error of Adobe', { status: 500, error: 'internal' }, { reason: 'server_error' }],
    [
      'too many requests',
      { status: 429, headers: { 'retry-after': '9' } },
      { reason: 'rate_limited', retryAfterMs: 9_000 },
    ],
    ['a 400 about the request', { status: 400, error: 'invalid_request' }, { reason: 'unexpected_answer' }],
    ['a page', '<html>Hello</html>', { reason: 'unexpected_answer' }],
    ['a token that no header can carry', issue('a\nb'), { reason: 'unexpected_answer' }],
    ['a token without an end', { access_token: 'token' }, { reason: 'unexpected_answer' }],
    ['a dropped connection', (request) => request.socket.destroy(), { reason: 'unreachable' }],
  ])('is %s', async (_what, answer, expected) => {
    await startIms(answer, issue('token-1'));

    expect(await tokens.tokenOf(CREDENTIALS)).toEqual({ outcome: 'unverifiable', ...expected });
    expect(await tokens.tokenOf(CREDENTIALS)).toMatchObject({ token: 'token-1' });
  });
});
