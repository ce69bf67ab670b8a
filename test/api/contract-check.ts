import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

/** The parts of an OpenAPI document that the tests look at. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Operations;
  readonly webhooks: Operations;
  readonly components: { readonly examples?: unknown; readonly schemas: unknown };
}

export type Operations = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security: readonly unknown[];
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body>>;
}

export interface Body {
  readonly headers?: Readonly<Record<string, unknown>>;
  /** Absent where there is no body. */
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface MediaType {
  readonly schema: unknown;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, unknown>>;
}

export interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly mediaType: string;
  readonly body: unknown;
}

/** Says what in an answer differs from the document; null if nothing does. */
export type ContractCheck = (answered: Answered) => string | null;

const DOCUMENT = 'openapi.json';

/** Holds answers against the document as it is served; an answer of an unknown address must be a problem document. */
export function contractCheck(document: OpenApiDocument): ContractCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(withoutMoreFields(document), DOCUMENT);
  const compiled = new Map<string, ValidateFunction>();

  function validate(pointer: string, body: unknown): string | null {
    const schema = compiled.get(pointer) ?? ajv.compile({ $ref: `${DOCUMENT}#${pointer}` });
    compiled.set(pointer, schema);
    return schema(body) ? null : `${pointer}: ${ajv.errorsText(schema.errors)}`;
  }

  return ({ method, path, status, mediaType, body }) => {
    const template = templateOf(document, path);
    const operation = template === undefined ? undefined : document.paths[template]?.[method.toLowerCase()];
    if (template === undefined || operation === undefined) {
      if (mediaType !== 'application/problem+json') return `${method} ${path}: ${mediaType} is no problem document`;
      return validate('/components/schemas/Problem', body);
    }
    const response = operation.responses[String(status)];
    if (!response) return `${operation.operationId} does not document status ${status}`;
    if (body === undefined && response.content === undefined) return null;
    if (!response.content?.[mediaType]) return `${operation.operationId} ${status} does not document ${mediaType}`;
    return validate(
      ['', 'paths', template, method.toLowerCase(), 'responses', String(status), 'content', mediaType, 'schema']
        .map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))
        .join('/'),
      body,
    );
  };
}

/** The document lets answers have more fields later; today they have none that it does not name. */
function withoutMoreFields(document: OpenApiDocument): OpenApiDocument {
  const copy = structuredClone(document);
  const close = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('type' in node && 'properties' in node && !('additionalProperties' in node)) {
      Object.assign(node, { additionalProperties: false });
    }
    Object.values(node).forEach(close);
  };
  close(copy.components.schemas);
  close(copy.paths);
  return copy;
}

function templateOf(document: OpenApiDocument, path: string): string | undefined {
  const plain = path.split('?')[0]!;
  return Object.keys(document.paths).find((template) =>
    new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(plain),
  );
}
