import type { oas31 } from 'zod-openapi';

type Document = oas31.OpenAPIObject;
type Schema = oas31.SchemaObject;
type MediaType = oas31.MediaTypeObject;

/** Stands where a field says nothing of its own. */
export const NO_EXAMPLE = '…';

/**
 * Gives each body of the document an example, put together from those of its fields: what stands at the field
 * (`.meta({ example })`) is told once and can nowhere be forgotten. An example at an object stands for all of it.
 */
export function fillInExamples(document: Document): Document {
  const schemas = document.components?.schemas ?? {};
  for (const media of mediaTypesOf(document)) {
    if (media.schema && !media.examples) media.example = exampleOf(media.schema as Schema, schemas);
  }
  return document;
}

function mediaTypesOf({ paths = {}, webhooks = {} }: Document): readonly MediaType[] {
  const items = [...Object.values(paths), ...Object.values(webhooks)];
  const operations = items.flatMap(({ get, put, post, patch, delete: remove }) => [get, put, post, patch, remove]);
  const bodies = operations.flatMap((operation): readonly unknown[] =>
    operation ? [operation.requestBody, ...Object.values<unknown>(operation.responses ?? {})] : [],
  );
  return bodies.flatMap((body) => Object.values((body as Body | undefined)?.content ?? {}));
}

interface Body {
  readonly content?: Readonly<Record<string, MediaType>>;
}

type Schemas = Readonly<Record<string, unknown>>;

function exampleOf(schema: Schema, schemas: Schemas): unknown {
  const { $ref } = schema as { readonly $ref?: string };
  if ($ref !== undefined) return exampleOf(schemas[$ref.slice('#/components/schemas/'.length)] as Schema, schemas);
  for (const given of ['example', 'const', 'default'] as const) if (given in schema) return schema[given];
  if (schema.enum) return schema.enum[0];
  const choices = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined;
  if (choices?.[0]) return exampleOf(choices[0], schemas);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => exampleOf(part as Schema, schemas)));

  switch ([schema.type].flat()[0]) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, field]) => [name, exampleOf(field as Schema, schemas)]),
      );
    case 'array':
      return [exampleOf(schema.items as Schema, schemas)];
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'null':
      return null;
    default:
      return NO_EXAMPLE;
  }
}
