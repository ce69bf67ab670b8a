import { readFileSync } from 'node:fs';
import { type RunningApi, startApi } from './running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** Scope and operations of each row of the table under "Keys and scopes". */
function documented(): Readonly<Record<string, readonly string[]>> {
  const [, section = ''] = readFileSync('docs/api-policy.md', 'utf8').split('## Keys and scopes');
  const rows = [...section.matchAll(/^\| `(\w+)` *\|(.*)\|$/gm)];
  return Object.fromEntries(
    rows.map(([, scope, cell]) => [scope, [...cell!.matchAll(/`(\w+)`/g)].map(([, id]) => id)]),
  );
}

test('the table of scopes in the policy names every operation with the scope that it asks for', () => {
  const table: Record<string, string[]> = {};
  for (const { operationId, security } of Object.values(api.document.paths).flatMap((path) => Object.values(path))) {
    const [asked] = security as readonly { readonly apiKey: readonly string[] }[];
    (table[asked?.apiKey[0] ?? 'none'] ??= []).push(operationId);
  }
  for (const operations of Object.values(table)) operations.sort();

  expect(documented()).toEqual(table);
});
