import * as fc from 'fast-check';
import { connected } from '../api/connected';
import { tripOf } from '../pages/house';
import { Visitor } from '../pages/visitor';
import { createCommonRules } from './answer-rules';
import type { Received } from './send';
import { BUDGET_MS, SETTING } from './setting';
import { jsonHeaders, openWorld, type World } from './world';

let world: World;
let origin: string;
/** Paths that lead somewhere, and what a browser knows that has been there. */
let known: { readonly link: string; readonly state: string; readonly returned: string; readonly cookie: string };

beforeAll(async () => {
  world = await openWorld();
  origin = `http://localhost:${world.port}`;
  const call = async (method: string, path: string, { body }: { readonly body?: unknown } = {}) =>
    JSON.parse(
      (await world.send({ method, path, headers: jsonHeaders(world.keys.all), body: JSON.stringify(body) })).text,
    ) as Record<string, string>;
  await connected({ call, registry: world.registry } as unknown as Parameters<typeof connected>[0], 'visited');
  const { url } = await call('POST', '/v1/onboardings/visited/links', { body: { purpose: 'renew' } });
  const link = new URL(url!).pathname;

  const visitor = new Visitor(origin);
  const first = tripOf(await visitor.press(link));
  const back = await visitor.get(first.callback);
  const second = tripOf(await visitor.press(link));
  known = { link, state: second.state, returned: back.headers.location ?? '', cookie: visitor.cookie() };
});
afterAll(() => world.close());

test('what leads somewhere is shown', async () => {
  const statuses = await Promise.all(
    [known.link, known.returned].map(
      async (path) => (await ask({ method: 'GET', path, headers: { cookie: known.cookie } })).status,
    ),
  );

  expect(known.state).not.toBe('');
  expect(statuses).toEqual([200, 200]);
});

/** Stands in everything that is made up; nothing may show it as it is. */
const MARK = '<mark"\'>';

const texts = fc.oneof(
  fc.constantFrom(
    '',
    MARK,
    '%',
    '%zz',
    '%00',
    '%ff',
    '..',
    '.',
    'a.b',
    '__proto__',
    'constructor',
    '\u202e',
    'x'.repeat(3_000),
  ),
  fc.string({ unit: 'binary', maxLength: 60 }).map((text) => `${text}${MARK}`),
);
/** Encoded as it should be, or not quite. */
const encoded = fc
  .tuple(texts, fc.boolean())
  .map(([text, rightly]) =>
    rightly ? encodeURIComponent(Buffer.from(text).toString()) : text.replace(/[^\x21-\x7e]|[#?]/g, '-'),
  );

test(
  'the pages answer whatever is asked of them, without failing and without repeating it',
  async () => {
    const paths = fc.oneof(
      fc.constantFrom(
        known.link,
        ...['connect', 'not-us', 'confirm', 'snooze', 'manage-link'].map((action) => `${known.link}/${action}`),
      ),
      fc.constantFrom(
        known.returned,
        `${known.returned}/retry`,
        '/amazon/callback',
        '/amazon/login',
        '/amazon/login/continue',
        '/c',
        '/c/',
        '/return',
      ),
      fc
        .tuple(fc.constantFrom('/c/', '/return/', '/amazon/', '/assets/', `${known.link}/`, `${known.link}.`), encoded)
        .map((parts) => parts.join('')),
    );
    const names = fc.constantFrom(
      'state',
      'selling_partner_id',
      'amazon_callback_uri',
      'amazon_state',
      'started_at',
      'onboarding',
      'spapi_oauth_code',
      'error',
      'mws_auth_token',
      'csrf',
      '__proto__',
      'a[b]',
    );
    const values = fc.oneof(
      { weight: 2, arbitrary: encoded },
      { weight: 1, arbitrary: fc.constantFrom(known.state, 'A3FHEXAMPLEYWS', 'code') },
    );
    const pairs = fc.array(
      fc.tuple(names, values).map((pair) => pair.join('=')),
      { maxLength: 6 },
    );
    const requests = fc.record({
      method: fc.constantFrom('GET', 'GET', 'GET', 'POST', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'),
      path: fc.tuple(paths, pairs).map(([path, query]) => (query.length === 0 ? path : `${path}?${query.join('&')}`)),
      form: fc.option(
        fc.oneof(
          pairs.map((given) => given.join('&')),
          fc.constant('a'.repeat(9_000)),
          fc.constant('a=1&'.repeat(2_000)),
        ),
      ),
      headers: fc.constantFrom<Record<string, string>[]>(
        {},
        { cookie: known.cookie },
        { cookie: known.cookie },
        { cookie: 'evergrant=%; =; __proto__=1' },
        { host: 'evil.example' },
        { host: '[::1' },
        { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
        { 'sec-fetch-site': 'cross-site', origin: 'null' },
        { 'content-type': 'multipart/form-data; boundary=' },
        { 'content-type': 'application/x-www-form-urlencoded; charset=utf-7' },
        { 'content-encoding': 'gzip' },
      ),
    });
    const seen = new Set<number>();

    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        world.clock.at += 1_000;
        const answer = await ask(request);
        seen.add(answer.status);
        const problems = problemsOf(answer);
        if (problems.length > 0) throw new Error(`${problems.join('; ')}\n${answer.text.slice(0, 2_000)}`);
      }),
      { ...SETTING, numRuns: 10 * SETTING.numRuns },
    );

    expect([...seen]).toEqual(expect.arrayContaining([200, 302, 404]));
    await world.expectAlive();
  },
  BUDGET_MS,
);

test(
  'a callback with a live state and any other parameters fails for nobody',
  async () => {
    const parameters = fc.record({ selling_partner_id: texts, spapi_oauth_code: texts });

    await fc.assert(
      fc.asyncProperty(parameters, async (given) => {
        const visitor = new Visitor(origin);
        const { state } = tripOf(await visitor.press(known.link));
        const query = new URLSearchParams({ state, ...given });
        for (const path of [
          `/amazon/callback?${query.toString()}&state=other`,
          `/amazon/callback?${query.toString()}`,
        ]) {
          const answer = await ask({ method: 'GET', path, headers: { cookie: visitor.cookie() } });
          expect(problemsOf(answer)).toEqual([]);
        }
        // Only so many attempts are let an hour.
        world.clock.at += 3_600_000;
      }),
      SETTING,
    );
    await world.expectAlive();
  },
  BUDGET_MS,
);

test('the log tells no secret, no link and no state, and of nothing unexpected', () => {
  const logged = world.logged();
  const hidden = [...world.secrets, known.link, known.state, MARK];

  expect(hidden.filter((text) => logged.includes(text))).toEqual([]);
  expect(logged.split('\n').filter((line) => /unexpected error|A page failed/.test(line))).toEqual([]);
});

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly form?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

function ask({ method, path, form = null, headers }: Asked): Promise<Received> {
  const type = form === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  return world.send({
    method,
    path,
    headers: { host: `localhost:${world.port}`, ...type, ...headers },
    body: form ?? undefined,
  });
}

/** Pages are for browsers: nothing in them may run or be framed or be stored. */
function problemsOf(answer: Received): readonly string[] {
  const { status, headers, text } = answer;
  const isPage = headers['content-type']?.startsWith('text/html') ?? false;
  return [
    ...createCommonRules(world.secrets)(answer),
    ...([200, 302, 303, 400, 403, 404, 405, 409, 410, 413, 415, 421, 429, 503].includes(status)
      ? []
      : [`status ${status}`]),
    ...(text.includes(MARK) ? ['repeats what was asked'] : []),
    ...(isPage && !headers['content-security-policy']?.includes("default-src 'none'") ? ['lets scripts run'] : []),
    ...(isPage && headers['cache-control'] !== 'no-store' ? ['may be stored'] : []),
  ];
}
