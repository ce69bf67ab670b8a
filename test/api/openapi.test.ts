import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { NO_EXAMPLE } from '../../src/api/openapi/example';
import { EVENT_TYPES } from '../../src/domain/contract/events';
import { describeRequirement, REQUIREMENT_CODES } from '../../src/domain/requirements';
import type { MediaType, Operation } from './contract-check';
import { type RunningApi, startApi } from './running-api';

let api: RunningApi;
let operations: readonly (readonly [name: string, operation: Operation])[];
beforeAll(async () => {
  api = await startApi();
  operations = Object.entries(api.document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const),
  );
});
afterAll(() => api.close());

test('the document is OpenAPI 3.1 and is served without a key', () => {
  expect(api.document.openapi).toMatch(/^3\.1\./);
});

test('every operation has a name of its own, a summary, a description and a tag', () => {
  const incomplete = operations.filter(
    ([, { operationId, summary, description, tags }]) => !operationId || !summary || !description || tags.length === 0,
  );

  expect(incomplete).toEqual([]);
  expect(new Set(operations.map(([, { operationId }]) => operationId)).size).toBe(operations.length);
});

test('every operation documents its errors as problem documents', () => {
  for (const [name, { responses }] of operations) {
    const errors = Object.entries(responses).filter(([status]) => Number(status) >= 400);
    const others = errors.filter(([, { content }]) => Object.keys(content ?? {}).join() !== 'application/problem+json');

    expect({ name, count: errors.length > 0, others }).toEqual({ name, count: true, others: [] });
  }
});

test('every operation but health asks for the API key and documents 401 and 403', () => {
  for (const [, { operationId, security, responses }] of operations) {
    if (operationId === 'getHealth' || operationId === 'getReadiness') expect(security).toEqual([]);
    else
      expect({ security, 401: !!responses['401'], 403: !!responses['403'] }).toEqual({
        security: [{ apiKey: [expect.stringMatching(/^(read|write|operate|tokens|admin)$/)] }],
        401: true,
        403: true,
      });
  }
});

test('no remedy of a requirement names a call that there is not', () => {
  const calls = REQUIREMENT_CODES.flatMap((code) => [
    ...describeRequirement({ code, params: { storeId: '{storeId}' } }, '{onboardingId}').remedy.matchAll(
      /\b(GET|PUT|POST|PATCH|DELETE) (\/v1\/[\w{}/-]+)/g,
    ),
  ]).map(([, method, path]) => `${method!.toLowerCase()} ${path!}`);

  expect(calls.length).toBeGreaterThan(0);
  expect(operations.map(([name]) => name)).toEqual(expect.arrayContaining(calls));
});

test('every reference in the document leads somewhere', () => {
  const text = JSON.stringify(api.document);
  const references = [...text.matchAll(/"\$ref":"#([^"]+)"/g)].map((match) => match[1]!);

  const dangling = references.filter((pointer) => resolve(api.document, pointer) === undefined);

  expect(references.length).toBeGreaterThan(0);
  expect(dangling).toEqual([]);
});

test('every body has an example, put together from examples that its fields have', () => {
  const lacking = bodies().flatMap(([name, { example, examples }]) => {
    if (examples !== undefined) return [];
    return example === undefined ? [name] : placesOf(NO_EXAMPLE, example).map((place) => `${name} ${place}`);
  });

  expect(lacking).toEqual([]);
});

test('every example is what its schema says', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(api.document, 'openapi.json');
  const wrong = bodies().flatMap(([name, { example }, pointer]) => {
    if (example === undefined) return [];
    const validate = ajv.compile({ $ref: `openapi.json#${pointer}/schema` });
    return validate(example) ? [] : [`${name}: ${ajv.errorsText(validate.errors)}`];
  });

  expect(wrong).toEqual([]);
});

test('every problem has an example of its code', () => {
  const examples = (api.document.components.examples ?? {}) as Record<string, { value: { type: string } }>;

  for (const [, { responses }] of operations) {
    for (const [status, { content = {} }] of Object.entries(responses).filter(([status]) => Number(status) >= 400)) {
      const codes = Object.keys(content['application/problem+json']?.examples ?? {});
      expect({ status, codes: codes.length }).not.toEqual({ status, codes: 0 });
      for (const code of codes) expect(examples[code]!.value.type).toBe(`urn:evergrant:problem:${code}`);
    }
  }
});

test('every type of event is a webhook of the document', () => {
  expect(Object.keys(api.document.webhooks).sort()).toEqual([...EVENT_TYPES].sort());
});

test('every POST documents the Idempotency-Key, and what it answers when it is used wrongly', () => {
  for (const [name, { parameters = [], responses }] of operations.filter(([name]) => name.startsWith('post '))) {
    const header = parameters.find((parameter) => parameter.name === 'Idempotency-Key');
    const codes = ['409', '422'].flatMap((status) =>
      Object.keys(responses[status]?.content?.['application/problem+json']?.examples ?? {}),
    );

    expect({ name, header }).toMatchObject({ name, header: { in: 'header' } });
    expect(codes).toEqual(expect.arrayContaining(['request_still_running', 'idempotency_key_reused']));
  }
});

test('answers to counted requests document the rate limit, and 429 how long to wait', () => {
  for (const [, { security, responses }] of operations) {
    if (security.length === 0) continue;
    const success = Object.entries(responses).find(([status]) => status.startsWith('2'))![1];
    expect(Object.keys(success.headers ?? {})).toEqual(expect.arrayContaining(['RateLimit', 'RateLimit-Policy']));
    expect(Object.keys(responses['429']!.headers ?? {})).toContain('Retry-After');
  }
});

test('secrets are write-only: no answer of the document has a field for one', () => {
  for (const [, { responses }] of operations) {
    expect(JSON.stringify(responses)).not.toContain('writeOnly');
  }
});

test('every problem of the document is linked to where it is explained', async () => {
  const page = await (await fetch(`${api.url}/docs/problems`)).text();
  const links = new Set(
    [...JSON.stringify(api.document).matchAll(/\(\/docs\/problems#(\w+)\)/g)].map(([, code]) => code!),
  );

  expect(links.size).toBeGreaterThan(0);
  for (const code of links) expect(page).toContain(`<h2 id="${code}">`);
});

test('the page of the documentation loads only what this server serves', async () => {
  const page = await fetch(`${api.url}/docs`);
  const html = await page.text();
  const loaded = [...html.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map((match) => match[1]!);

  expect(loaded.length).toBeGreaterThan(0);
  for (const address of loaded) {
    expect(address).toMatch(/^\/docs\//);
    expect((await fetch(api.url + address)).status).toBe(200);
  }
});

test('the page of the documentation runs no inline script and no inline style', async () => {
  const page = await fetch(`${api.url}/docs`);
  const policy = page.headers.get('content-security-policy')!;

  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(await page.text()).not.toMatch(/<script>|<style|style=|onload=/);
});

test('the example of the country is one that is accepted', () => {
  const { components } = api.document as unknown as { components: { schemas: Record<string, unknown> } };

  expect(JSON.stringify(components.schemas['NewStore'])).toContain('"example":"US"');
});

type Body = readonly [name: string, media: MediaType, pointer: string];

/** Bodies of requests, answers and webhooks. */
function bodies(): readonly Body[] {
  return (['paths', 'webhooks'] as const).flatMap((part) =>
    Object.entries(api.document[part]).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { requestBody, responses }]) =>
        [['requestBody', requestBody] as const, ...Object.entries(responses)].flatMap(([place, body]) =>
          Object.entries(body?.content ?? {}).map(([mediaType, media]): Body => {
            const steps = place === 'requestBody' ? [place] : ['responses', place];
            return [
              `${method} ${path} ${place}`,
              media,
              pointerOf([part, path, method, ...steps, 'content', mediaType]),
            ];
          }),
        ),
      ),
    ),
  );
}

function pointerOf(steps: readonly string[]): string {
  return steps.map((step) => `/${encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');
}

/** JSON Pointers to where a value stands in another. */
function placesOf(sought: unknown, within: unknown): readonly string[] {
  if (within === sought) return [''];
  if (typeof within !== 'object' || within === null) return [];
  return Object.entries(within).flatMap(([name, inner]) => placesOf(sought, inner).map((place) => `/${name}${place}`));
}

function resolve(document: unknown, pointer: string): unknown {
  return pointer
    .slice(1)
    .split('/')
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((node, step) => (node as Record<string, unknown> | undefined)?.[step], document);
}
