import * as fc from 'fast-check';
import { METHODS } from 'node:http';
import { HTTP_LIMITS } from '../../src/api/http-limits';
import { contractCheck } from '../api/contract-check';
import { createCommonRules } from './answer-rules';
import { malformedRequests } from './malformed';
import { BUDGET_MS, SETTING } from './setting';
import { answersIn, breakOff, drip, exchange, type WireAnswer } from './wire';
import { openWorld, type World } from './world';

/** A server of its own, so that no half-sent request of one test is in the way of another. */
let world: World;
let problemsOf: (answers: readonly WireAnswer[]) => string[];
let slow: readonly Promise<{ readonly text: string; readonly lastedMs: number }>[];

const DRIP_MS = 500;

beforeAll(async () => {
  world = await openWorld();
  problemsOf = wireRules(world);
  slow = [slowHeaders(), slowBody(), slowBody('Transfer-Encoding: chunked', '1388\r\n[')].map((bytes) =>
    drip(world.port, bytes, DRIP_MS),
  );
});
afterAll(() => world.close());
afterEach(() => world.expectAlive());

function slowHeaders(): string {
  return 'GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ';
}

function slowBody(framing = 'Content-Length: 9000', begun = '['): string {
  return `${requestLine('PUT', '/v1/onboardings/slow')}Content-Type: application/json\r\n${framing}\r\n\r\n${begun}`;
}

function requestLine(method: string, target: string): string {
  return `${method} ${target} HTTP/1.1\r\nHost: localhost:${world.port}\r\nAuthorization: Bearer ${world.keys.all}\r\n`;
}

test('what breaks HTTP or stretches it is answered as documented, or the connection is closed', async () => {
  const findings: string[] = [];
  for (const [name, pieces, statuses] of malformedRequests(world.keys.all, world.port)) {
    const answers = answersIn(await exchange(world.port, ...pieces)).filter(({ status }) => status !== 100);
    const last = answers.at(-1)?.status ?? null;
    if (!statuses.includes(last)) findings.push(`${name}: ${last}`);
    findings.push(...problemsOf(answers).map((problem) => `${name}: ${problem}`));
  }

  expect(findings).toEqual([]);
});

test('fifty requests sent at once are answered fifty times, in order', async () => {
  const paths = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? '/healthz' : '/v1/nothing'));

  const answers = answersIn(
    await exchange(world.port, paths.map((path) => `${requestLine('GET', path)}\r\n`).join('')),
  );

  expect(answers.map(({ status }) => status)).toEqual(paths.map((path) => (path === '/healthz' ? 200 : 404)));
});

test('every method at every kind of address is answered, and HEAD without a body', async () => {
  const findings: string[] = [];
  const targets = ['/healthz', '/v1/onboardings', '/v1/onboardings/witness', '/openapi.json', '/nothing', '/', '*'];
  for (const method of METHODS.filter((name) => name !== 'CONNECT')) {
    await Promise.all(
      targets.map(async (target) => {
        const sent = await exchange(world.port, `${requestLine(method, target)}Connection: close\r\n\r\n`);
        const [answer, ...more] = answersIn(sent);
        const problems = method === 'HEAD' ? [] : problemsOf(answer ? [answer] : []);
        if (!answer || more.length > 0) problems.push(sent.slice(0, 200));
        if (method === 'HEAD' && answer?.body !== '') problems.push('has a body');
        findings.push(...problems.map((problem) => `${method} ${target}: ${problem}`));
      }),
    );
  }

  expect(findings).toEqual([]);
});

test(
  'a good request that is bent anywhere is answered as documented, or the connection is closed',
  async () => {
    const good = [
      `${requestLine('GET', '/v1/onboardings?limit=2&stage=connected')}\r\n`,
      `${requestLine('GET', '/v1/onboardings/witness/stores/us')}If-Match: "1"\r\n\r\n`,
      `${requestLine('PUT', '/v1/onboardings/bent')}Content-Type: application/json\r\nContent-Length: 32\r\n\r\n{"merchantId":"m","region":"na"}`,
      `${requestLine('POST', '/v1/api-keys')}Content-Type: application/json\r\nIdempotency-Key: k\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
      `GET /c/none.none HTTP/1.1\r\nHost: localhost:${world.port}\r\nCookie: evergrant=a\r\n\r\n`,
      `GET /amazon/callback?state=a&selling_partner_id=A&spapi_oauth_code=c HTTP/1.1\r\nHost: localhost:${world.port}\r\n\r\n`,
    ];
    const inserted = fc.oneof(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\0',
        ' ',
        ':',
        '%',
        '\xff',
        'HTTP/1.1',
        '?',
        '&',
        '=',
        '/',
        '..',
        '0\r\n\r\n',
        '"',
        ',',
      ),
      fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    );
    const bends = fc.array(fc.record({ at: fc.nat(2_000), removed: fc.nat(12), inserted }), {
      minLength: 1,
      maxLength: 4,
    });

    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...good), bends, async (request, changes) => {
        const bent = changes.reduce((text, { at, removed, inserted: more }) => {
          const place = at % text.length;
          return text.slice(0, place) + more + text.slice(place + removed);
        }, request);
        const problems = problemsOf(answersIn(await exchange(world.port, bent)).filter(({ status }) => status !== 100));
        if (problems.length > 0) throw new Error(`${JSON.stringify(bent)}\n${problems.join('\n')}`);
      }),
      { ...SETTING, numRuns: 5 * SETTING.numRuns },
    );
  },
  BUDGET_MS,
);

test(
  'connections that break off at any byte harm nobody',
  async () => {
    const request = `${requestLine('PUT', '/v1/onboardings/broken')}Content-Type: application/json\r\nContent-Length: 32\r\n\r\n{"merchantId":"m","region":"na"}`;

    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: request.length }), (length) =>
        breakOff(world.port, request.slice(0, length)),
      ),
      SETTING,
    );
  },
  BUDGET_MS,
);

test(
  'headers and bodies that drip are borne no longer than the limits say, and other callers are served meanwhile',
  async () => {
    const crowd = Array.from({ length: 100 }, () => drip(world.port, slowHeaders(), DRIP_MS));
    await world.expectAlive();

    const [headers, ...bodies] = await Promise.all(slow);
    const slowest = await Promise.all(crowd);

    for (const { text } of [headers!, ...slowest, ...bodies]) expect(text).toMatch(/^(HTTP\/1\.1 408 |$)/);
    for (const { lastedMs } of [headers!, ...slowest])
      expect(lastedMs).toBeLessThan(HTTP_LIMITS.headersTimeout + SLACK_MS);
    for (const { lastedMs } of bodies) expect(lastedMs).toBeLessThan(HTTP_LIMITS.requestTimeout + SLACK_MS);
  },
  HTTP_LIMITS.requestTimeout + 30_000,
);

/** A loaded machine looks late for what takes too long. */
const SLACK_MS = 10_000;

test('the log tells no secret, and of nothing unexpected', () => {
  const lines = world.logged().split('\n');

  expect(lines.filter((line) => world.secrets.some((secret) => line.includes(secret)))).toEqual([]);
  expect(lines.filter((line) => /unexpected error|A page failed/.test(line))).toEqual([]);
});

/** What Node itself answers to what is no request, before any of our code is asked. */
const BEFORE_US = [400, 408, 413, 417, 431];

function wireRules(world: World): typeof problemsOf {
  const common = createCommonRules(world.secrets);
  const check = contractCheck(world.document);
  return (answers) =>
    answers.flatMap(({ status, headers, body }) => {
      const problems = common({ status, headers, text: body });
      if (problems.length > 0) return problems;
      if (headers['x-request-id'] === undefined) {
        return BEFORE_US.includes(status) && body === '' ? [] : [`${status} from nobody: ${body.slice(0, 100)}`];
      }
      const mediaType = (headers['content-type'] ?? '').split(';')[0]!;
      if (status < 400 || mediaType === 'text/html' || body === '') return [];
      return check({ method: 'GET', path: '/no/operation', status, mediaType, body: JSON.parse(body) }) ?? [];
    });
}
