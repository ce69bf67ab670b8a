import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** JSON Schema as Swagger 2.0 has it. */
export type Schema = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header' | 'body';
  readonly required?: boolean;
  readonly type?: string;
  readonly items?: Schema;
  readonly schema?: Schema;
}

interface DocumentedResponse {
  readonly schema?: Schema;
  readonly examples?: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly operationId?: string;
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}

export interface SwaggerDocument {
  readonly swagger: '2.0';
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

/** A request as it was sent; `path` begins below the base address of the API. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined if there was none. */
  readonly body?: unknown;
}

export interface GivenAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Every method returns what is wrong, in words; nothing if all is well. */
export interface Model {
  /** What the model does not allow: unknown path, method or parameter, a missing one, a value of the wrong kind. */
  problemsOfRequest(request: SentRequest): readonly string[];
  /** What the model does not allow; fields that it does not name are problems too. */
  problemsOfAnswer(request: SentRequest, answer: GivenAnswer): readonly string[];
  /** As the model's owner may send it: fields beyond the model are no problem. */
  problemsOfValue(definition: string, value: unknown): readonly string[];
  /** The names that are no fields of the answer: `items.attribute_code` is a name. */
  unknownFields(request: SentRequest, names: readonly string[]): readonly string[];
  /** A definition of the model with everything it refers to at hand. */
  definition(name: string): { readonly schema: Schema; readonly definitions: Readonly<Record<string, Schema>> };
}

export function createModel(document: SwaggerDocument): Model {
  const { definitions } = document;
  const closedDefinitions = closed(definitions) as SwaggerDocument['definitions'];
  const compiled = new Map<Schema, ValidateFunction>();

  function closedProblems(schema: Schema, value: unknown): readonly string[] {
    const validate = compiled.get(schema) ?? compile(closed(schema) as Schema, closedDefinitions);
    compiled.set(schema, validate);
    return problemsIn(validate, value);
  }

  function operationOf({ method, path }: SentRequest): Operation | undefined {
    const found = Object.entries(document.paths).find(([template]) => matches(template, path));
    return found?.[1][method.toLowerCase()];
  }

  return {
    problemsOfRequest(request) {
      const operation = operationOf(request);
      if (!operation) return [`${request.method} ${request.path} is no operation of the model`];
      const parameters = operation.parameters ?? [];
      return [...queryProblems(request.query, parameters), ...bodyProblems(request.body, parameters, closedProblems)];
    },
    problemsOfAnswer(request, { status, body }) {
      const responses = operationOf(request)?.responses ?? {};
      const documented = responses[String(status)] ?? responses['default'];
      if (!documented) return [`${status} is no answer that the model knows`];
      if (!documented.schema) return [];
      return closedProblems(documented.schema, body);
    },
    problemsOfValue: (name, value) => problemsIn(compile({ $ref: `#/definitions/${name}` }, definitions), value),
    unknownFields(request, names) {
      const answer = operationOf(request)?.responses['200']?.schema ?? {};
      return names.filter((name) => !hasField(answer, name.split('.'), definitions));
    },
    definition(name) {
      const schema = definitions[name];
      if (!schema) throw new RangeError(`The model defines no ${name}`);
      return { schema, definitions };
    },
  };
}

function matches(template: string, path: string): boolean {
  const pattern = template
    .split(/\{[^}]+\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^/]+');
  return new RegExp(`^${pattern}$`).test(path);
}

/** Lists are passed through: a field of a list is one of its entries. */
function hasField(schema: Schema, names: readonly string[], definitions: SwaggerDocument['definitions']): boolean {
  const { $ref, items, properties } = schema;
  if (typeof $ref === 'string') {
    return hasField(definitions[$ref.replace('#/definitions/', '')] ?? {}, names, definitions);
  }
  if (items !== undefined) return hasField(items as Schema, names, definitions);
  const [first, ...others] = names;
  if (first === undefined) return true;
  const known = (properties ?? {}) as Readonly<Record<string, Schema>>;
  const part = Object.hasOwn(known, first) ? known[first] : undefined;
  return part !== undefined && hasField(part, others, definitions);
}

function queryProblems(query: URLSearchParams, parameters: readonly Parameter[]): readonly string[] {
  const allowed = parameters.filter((parameter) => parameter.in === 'query');
  const found = [...query].flatMap(([name, value]) => {
    const parameter = allowed.find((candidate) => isNamed(candidate, name));
    if (!parameter) return [`query: ${name} is no parameter of the operation`];
    return isOfType(parameter.type === 'array' ? parameter.items?.['type'] : parameter.type, value)
      ? []
      : [`query: ${name} is not of type ${String(parameter.type)}`];
  });
  const missing = allowed
    .filter((parameter) => parameter.required === true && ![...query.keys()].some((name) => isNamed(parameter, name)))
    .map(({ name }) => `query: ${name} is missing`);
  return [...found, ...missing];
}

/** Lists are written as PHP reads them: `[0]` in the name of a parameter stands for any index. */
function isNamed({ name, type }: Parameter, sent: string): boolean {
  const plain = sent.replace(/\[\d+\]/g, '[0]');
  return plain === name || (type === 'array' && (plain === `${name}[0]` || plain === `${name}[]`));
}

function isOfType(type: unknown, value: string): boolean {
  if (type === 'integer') return /^-?\d+$/.test(value);
  if (type === 'boolean') return /^(?:true|false)$/.test(value);
  return true;
}

function bodyProblems(
  body: unknown,
  parameters: readonly Parameter[],
  problemsOf: (schema: Schema, value: unknown) => readonly string[],
): readonly string[] {
  const documented = parameters.find((parameter) => parameter.in === 'body')?.schema;
  if (!documented) return body === undefined ? [] : ['body: the operation takes none'];
  if (body === undefined) return ['body: missing'];
  return problemsOf(documented, body).map((problem) => `body${problem}`);
}

function compile(schema: Schema, definitions: SwaggerDocument['definitions']): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  return ajv.compile({ ...schema, definitions });
}

function problemsIn(validate: ValidateFunction, value: unknown): readonly string[] {
  return validate(value) ? [] : (validate.errors ?? []).map(inWords);
}

function inWords({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath} ${message ?? 'is wrong'} ${JSON.stringify(params)}`;
}

/** The same schema, in which an object may hold only what is named. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closed(part)]));
  const isObject = 'properties' in copy && !('additionalProperties' in copy) && !('$ref' in copy);
  return isObject ? { ...copy, additionalProperties: false } : copy;
}
