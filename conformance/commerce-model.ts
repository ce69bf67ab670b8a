import { readDocument } from './models';
import { createModel, type Model, type SentRequest, type SwaggerDocument } from './swagger';

export type CommerceEdition = 'commercePaas' | 'commerceSaas';

/**
 * Commerce's REST API of one edition, with two corrections of what its model leaves out.
 * - `error-parameters` are a list of objects there, but Commerce sends an object for named placeholders and a list of
 *   texts for numbered ones (Adobe, "REST API status codes and responses").
 * - Every call takes the parameter `fields`, which names what is wanted of the answer (Adobe, "Retrieve filtered
 *   responses").
 */
export function commerceModel(edition: CommerceEdition): Model {
  const document = withErrorParameters(readDocument(edition));
  const whole = createModel(document);
  const partial = createModel({
    ...document,
    definitions: withoutRequired(document.definitions) as SwaggerDocument['definitions'],
  });
  return {
    ...whole,
    problemsOfRequest(request) {
      const { fields, rest } = takeFields(request);
      const unknown = whole.unknownFields(rest, fields).map((name) => `fields: ${name} is no field of the answer`);
      return [...whole.problemsOfRequest(rest), ...unknown];
    },
    problemsOfAnswer(request, answer) {
      const { fields, rest } = takeFields(request);
      const isPart = fields.length > 0 && answer.status === 200;
      return (isPart ? partial : whole).problemsOfAnswer(rest, answer);
    },
  };
}

function withErrorParameters(document: SwaggerDocument): SwaggerDocument {
  const parameters = {
    anyOf: [
      { type: 'object', additionalProperties: { type: 'string' } },
      { type: 'array', items: { type: 'string' } },
    ],
  };
  return { ...document, definitions: { ...document.definitions, 'error-parameters': parameters } };
}

function withoutRequired(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutRequired);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([name, value]) => name !== 'required' || !Array.isArray(value));
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutRequired(value)]));
}

function takeFields(request: SentRequest): { readonly fields: readonly string[]; readonly rest: SentRequest } {
  const query = new URLSearchParams(request.query);
  const fields = namesOf(query.get('fields') ?? '');
  query.delete('fields');
  return { fields, rest: { ...request, query } };
}

/** `a[b,c[d]],e` names `a`, `a.b`, `a.c`, `a.c.d` and `e`. Throws if the brackets do not match. */
export function namesOf(fields: string): readonly string[] {
  const names: string[] = [];
  const above: string[] = [];
  let last = '';
  for (const part of fields.match(/[^[\],]+|[[\]]/g) ?? []) {
    if (part === '[') above.push(last);
    else if (part === ']') {
      if (above.pop() === undefined) throw new SyntaxError(`A bracket too many closes in ${fields}`);
    } else {
      last = part;
      names.push([...above, part].join('.'));
    }
  }
  if (above.length > 0) throw new SyntaxError(`A bracket stays open in ${fields}`);
  return names;
}
