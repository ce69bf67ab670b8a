import { describeRequirement, REQUIREMENT_CODES } from '../../src/domain/requirements';
import type { Operation } from './contract-check';
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
    const others = errors.filter(([, { content }]) => Object.keys(content).join() !== 'application/problem+json');

    expect({ name, count: errors.length > 0, others }).toEqual({ name, count: true, others: [] });
  }
});

test('every operation but health asks for the API key and documents 401 and 403', () => {
  for (const [, { operationId, security, responses }] of operations) {
    if (operationId === 'getHealth' || operationId === 'getReadiness') expect(security).toEqual([]);
    else
      expect({ security, 401: !!responses['401'], 403: !!responses['403'] }).toEqual({
        security: [{ apiKey: [] }],
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

test('secrets are write-only: no answer of the document has a field for one', () => {
  for (const [, { responses }] of operations) {
    expect(JSON.stringify(responses)).not.toContain('writeOnly');
  }
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

function resolve(document: unknown, pointer: string): unknown {
  return pointer
    .slice(1)
    .split('/')
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((node, step) => (node as Record<string, unknown> | undefined)?.[step], document);
}
