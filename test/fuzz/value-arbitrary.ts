import * as fc from 'fast-check';

/** The parts of JSON Schema that the document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly example?: unknown;
}

export interface ValueContext {
  readonly schemas: Readonly<Record<string, Schema>>;
  /** By the name of a field or parameter: values that mean something to this server, which no schema could tell. */
  readonly known: Readonly<Record<string, readonly unknown[]>>;
}

/** Values that the schema takes, most of them such as callers would send. Throws for what it does not know. */
export function validValues(schema: Schema, context: ValueContext, name = ''): fc.Arbitrary<unknown> {
  const known = Object.hasOwn(context.known, name) ? context.known[name]! : [];
  const example = schema.format === 'password' ? undefined : schema.example;
  const usual = known.length === 0 && example !== undefined ? [example] : known;
  const any = bySchema(schema, context, name);
  return usual.length === 0
    ? any
    : fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: any });
}

function bySchema(schema: Schema, context: ValueContext, name: string): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) {
    const target = context.schemas[schema.$ref.slice('#/components/schemas/'.length)];
    if (!target) throw new Error(`${schema.$ref} leads nowhere`);
    return validValues(target, context, name);
  }
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((choice) => validValues(choice, context, name)));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if ('const' in schema) return fc.constant(schema.const);
  switch (schema.type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -(2 ** 31), max: schema.maximum ?? 2 ** 31 - 1 });
    case 'string':
      return texts(schema);
    case 'array':
      return fc.array(validValues(schema.items ?? {}, context), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, 4),
      });
    case 'object':
      return objects(schema, context);
    default:
      throw new Error(`No values are known for ${JSON.stringify(schema)}`);
  }
}

function texts({ pattern, format, minLength = 0, maxLength = 200 }: Schema): fc.Arbitrary<string> {
  if (format === 'date-time') {
    return fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString());
  }
  if (format === 'uri') return fc.webUrl({ validSchemes: ['https'], withQueryParameters: true, withFragments: true });
  if (format === 'password') return fc.stringMatching(/^canary-[a-z0-9]{1,20}$/);
  if (pattern === undefined) return fc.string({ minLength, maxLength: Math.min(maxLength, 200), unit: 'grapheme' });

  const whole = new RegExp(pattern);
  // Of lookaheads, which the generator of matching texts does not know, there are only such as hold for most texts.
  return fc
    .stringMatching(new RegExp(pattern.replace(/\(\?=(?:\[[^\]]*\]|[^()])*\)/g, '')))
    .filter((text) => whole.test(text));
}

function objects(schema: Schema, context: ValueContext): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], propertyNames, additionalProperties } = schema;
  if (propertyNames && typeof additionalProperties === 'object') {
    const names = validValues(propertyNames, context) as fc.Arbitrary<string>;
    return fc.dictionary(names, validValues(additionalProperties, context), {
      maxKeys: Math.min(schema.maxProperties ?? 3, 5),
    });
  }
  const fields = Object.entries(properties).map(([name, field]) => [name, validValues(field, context, name)] as const);
  return fc.record(Object.fromEntries(fields), {
    requiredKeys: required.filter((name) => name in properties),
    noNullPrototype: true,
  });
}

/** Values of every kind that JSON has, with those that programs stumble over. */
export const wildValues: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    1e308,
    2 ** 53,
    0.1,
    true,
    [],
    {},
    [[]],
    '\u0000',
    '\ud800',
    '\u202eevil',
    "' OR 1=1 --",
    '%00%2e%2e',
    '../../etc/passwd',
    '{{7*7}}',
    '1970-01-01T00:00:00Z',
    '-271821-04-20T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    'constructor',
    '__proto__',
    'x'.repeat(5_000),
    'https://user:password@[::1]:99999/',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue({ maxDepth: 3 }),
);

const STRANGE_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  '$ref',
  'a/b~c',
  '\ud800',
];

/** A value with one place of it changed: replaced, left out, doubled, or with a field too many. */
export function nearly(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const change = fc.constantFrom<Change>('replace', 'leave out', 'double', 'add a field');
  return fc
    .tuple(values, fc.nat(), change, fc.constantFrom(...STRANGE_NAMES), wildValues)
    .map(([value, at, what, name, wild]) => {
      const places = placesOf(value);
      const place = places[at % places.length] ?? [];
      return changed(value, place, (found) => {
        if (what === 'replace' || found === undefined) return wild;
        if (what === 'leave out') return undefined;
        if (what === 'double')
          return Array.isArray(found) ? [...(found as unknown[]), ...(found as unknown[])] : [found, found];
        // Made by fromEntries, so that __proto__ becomes a field like others.
        return typeof found === 'object' ? Object.fromEntries([...Object.entries(found ?? {}), [name, wild]]) : wild;
      });
    });
}

type Change = 'replace' | 'leave out' | 'double' | 'add a field';
type Place = readonly (string | number)[];

function placesOf(value: unknown, here: Place = []): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [here];
  return [here, ...Object.entries(value).flatMap(([name, inner]) => placesOf(inner, [...here, name]))];
}

function changed(value: unknown, [first, ...rest]: Place, change: (found: unknown) => unknown): unknown {
  if (first === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (String(index) === first ? changed(item, rest, change) : item));
  return Object.fromEntries(
    Object.entries(value as object).map(([name, inner]) => [
      name,
      name === first ? changed(inner, rest, change) : (inner as unknown),
    ]),
  );
}
