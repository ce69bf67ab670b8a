import type { Schema } from './swagger';

interface Sampling {
  readonly definitions: Readonly<Record<string, Schema>>;
  /** All fields, or only those that the model requires. */
  readonly fields: 'all' | 'required';
  /** Values for fields whose meaning the model does not tell, by their name. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** A value as the model's owner might send it. */
export function sampleOf(schema: Schema, sampling: Sampling): unknown {
  const { $ref, enum: choices, type, pattern } = schema;
  if (typeof $ref === 'string') {
    const name = $ref.replace('#/definitions/', '');
    return sampleOf(sampling.definitions[name] ?? {}, sampling);
  }
  if (Array.isArray(choices)) return choices[0];
  switch (type) {
    case 'array':
      return [sampleOf(schema['items'] as Schema, sampling)];
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'string':
      return pattern === '^([A-Z]{2})$' ? 'US' : 'text';
    default:
      return objectOf(schema, sampling);
  }
}

function objectOf(schema: Schema, sampling: Sampling): Record<string, unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Schema>>);
  const required = (schema['required'] ?? []) as readonly string[];
  const { fields, values = {} } = sampling;
  return Object.fromEntries(
    properties
      .filter(([name]) => fields === 'all' || required.includes(name))
      .map(([name, part]) => [name, Object.hasOwn(values, name) ? values[name] : sampleOf(part, sampling)]),
  );
}
