import * as fc from 'fast-check';
import type { NamedOperation } from './answer-rules';
import type { Sent } from './send';
import { nearly, validValues, wildValues, type Schema, type ValueContext } from './value-arbitrary';
import type { Keys } from './world';

interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

type Pairs = readonly (readonly [name: string, value: string])[];

/** Requests for one operation: half of them what it asks for, half with anything at any place. */
export function requestsFor(named: NamedOperation, context: ValueContext, keys: Keys): fc.Arbitrary<Sent> {
  return fc.oneof(requests(named, context, keys, onlyUsual), requests(named, context, keys, mostlyUsual));
}

/** How often something odd stands in the place of what is usual, once in `weight + 1` times. */
type Mix = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>, weight: number) => fc.Arbitrary<T>;

const onlyUsual: Mix = (usual) => usual;
const mostlyUsual: Mix = (usual, odd, weight) => fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd });

function requests(
  { method, template, operation }: NamedOperation,
  context: ValueContext,
  keys: Keys,
  mix: Mix,
): fc.Arbitrary<Sent> {
  const parameters = (operation.parameters ?? []) as unknown as readonly Parameter[];
  const of = (place: Parameter['in']) => parameters.filter((parameter) => parameter.in === place);
  const bodySchema = operation.requestBody?.content?.['application/json']?.schema as Schema | undefined;

  return fc
    .record({
      path: pathOf(template, of('path'), context, mix),
      query: queryOf(of('query'), context, mix),
      parameterHeaders: headersOf(of('header'), context, mix),
      otherHeaders: mix(fc.constant({}), OTHER_HEADERS, 9),
      authorization: mix(fc.constant<string | null>(`Bearer ${keys.all}`), oddAuthorizations(keys), 5),
      body: bodySchema ? bodiesOf(validValues(bodySchema, context), mix) : mix(fc.constant(undefined), ODD_BODIES, 9),
    })
    .map(({ path, query, parameterHeaders, otherHeaders, authorization, body }) => ({
      method,
      path: path + query,
      headers: {
        ...(authorization !== null && { authorization }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...parameterHeaders,
        ...otherHeaders,
      },
      body,
    }));
}

function oddAuthorizations({ all, limited, readOnly, revoked }: Keys): fc.Arbitrary<string | null> {
  const odd = ['Bearer', 'Basic YTpi', `Bearer ${all}, Bearer ${all}`, `Bearer ${'x'.repeat(300)}`, `bearer  ${all}`];
  const others = fc.constantFrom(`Bearer ${limited}`, `Bearer ${readOnly}`, `Bearer ${revoked}`);
  return fc.oneof({ weight: 3, arbitrary: others }, { weight: 1, arbitrary: fc.constantFrom(null, '', ...odd) });
}

const WILD_SEGMENTS = [
  '%',
  '%zz',
  '%E0%A4%A',
  '%00',
  '%2F',
  '..',
  '.',
  '%2e%2e',
  '%ff',
  ';',
  '*',
  '%25',
  '%F0%9F%98%80',
];

function pathOf(
  template: string,
  parameters: readonly Parameter[],
  context: ValueContext,
  mix: Mix,
): fc.Arbitrary<string> {
  const segments = Object.fromEntries(
    parameters.map(({ name, schema }) => {
      const wild = fc.oneof(
        fc.constantFrom(...WILD_SEGMENTS),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 120 }).map(encoded),
      );
      return [
        name,
        mix(
          validValues(schema, context, name).map((value) => encoded(String(value))),
          wild,
          12,
        ),
      ];
    }),
  );
  return fc
    .record(segments)
    .map((given) =>
      template.replace(/\{(\w+)\}/g, (_braces, name: string) => (given[name] === '' ? '-' : String(given[name]))),
    );
}

const WILD_PAIRS: readonly string[] = [
  '__proto__=1',
  'constructor[prototype]=1',
  'limit[]=1',
  '%=%',
  '=',
  '&&&',
  'cursor=%00',
  'a.b=c',
  '%ff=%fe',
];

function queryOf(parameters: readonly Parameter[], context: ValueContext, mix: Mix): fc.Arbitrary<string> {
  const pairs = parameters.map(({ name, schema }) => {
    const value = mix(validValues(schema, context, name), wildValues, 6).map(asText);
    return fc.option(
      value.map((text) => `${name}=${encoded(text)}`),
      { nil: undefined },
    );
  });
  const wild = fc.array(fc.constantFrom(...WILD_PAIRS, ...parameters.map(({ name }) => `${name}=`)), {
    minLength: 1,
    maxLength: 3,
  });
  return fc.tuple(fc.tuple(...pairs), mix(fc.constant<string[]>([]), wild, 12)).map(([given, odd]) => {
    const all = [...given.filter((pair) => pair !== undefined), ...odd];
    return all.length === 0 ? '' : `?${all.join('&')}`;
  });
}

function headersOf(
  parameters: readonly Parameter[],
  context: ValueContext,
  mix: Mix,
): fc.Arbitrary<Record<string, string>> {
  const headers = parameters.map(({ name, schema }) => {
    const value = mix(validValues(schema, context, name).map(asText), HEADER_TEXTS, 6);
    return fc.option(
      value.map((text) => [name, headerText(text)] as const),
      { nil: undefined },
    );
  });
  return fc
    .tuple(...headers)
    .map((given) => Object.fromEntries(given.filter((header) => header !== undefined) as Pairs));
}

const HEADER_TEXTS = fc.oneof(
  fc.constantFrom('', ' ', '"', 'W/"1"', '"1", "2"', '"-1"', '"1e9"', 'ÿ', 'x'.repeat(300)),
  fc.string(),
);

/** What Node's client agrees to send as the value of a header. */
function headerText(text: string): string {
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?');
}

const OTHER_HEADERS: fc.Arbitrary<Record<string, string>> = fc.constantFrom<Record<string, string>[]>(
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'application/json; charset="' },
  { 'content-type': ';;;' },
  { 'content-type': 'application/json, application/json' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'br, br' },
  { accept: 'application/xml' },
  { 'x-forwarded-for': '%00, "', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher' },
  { 'x-http-method-override': 'DELETE' },
  { cookie: '__proto__=1; =; evergrant=%' },
  { origin: 'null', 'sec-fetch-site': 'cross-site' },
  { 'if-none-match': '*', 'if-modified-since': 'yesterday', range: 'bytes=0-0,-1' },
  { host: 'evil.example:99999' },
  { te: 'trailers', connection: 'close' },
);

const ODD_BODIES: fc.Arbitrary<string | Uint8Array | undefined> = fc.oneof(
  fc.constantFrom<(string | Uint8Array)[]>(
    '',
    '{',
    'null',
    '"text"',
    '1e999',
    '[]',
    '\ufeff{}',
    "{'a':1}",
    '{"a":1,}',
    '{"a":1} // comment',
    '{"merchantId":"a","merchantId":"b"}',
    '{"__proto__":{"scopes":["admin"]},"constructor":{"prototype":{}}}',
    '['.repeat(20_000),
    '['.repeat(20_000) + ']'.repeat(20_000),
    '{"a":'.repeat(9_000) + '1' + '}'.repeat(9_000),
    JSON.stringify('x'.repeat(70_000)),
    Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
    Buffer.from('{"a":"\ud83d"}', 'utf16le'),
  ),
  wildValues.map((value) => JSON.stringify(value)),
  fc.uint8Array({ maxLength: 60 }),
);

function bodiesOf(valid: fc.Arbitrary<unknown>, mix: Mix): fc.Arbitrary<string | Uint8Array | undefined> {
  const odd = fc.oneof(
    { weight: 3, arbitrary: nearly(valid).map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: ODD_BODIES },
  );
  return mix(
    valid.map((value) => JSON.stringify(value)),
    odd,
    1,
  );
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Half characters cannot be encoded. */
function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
