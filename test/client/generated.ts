import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript';
import type { Operation, OpenApiDocument } from '../api/contract-check';
import { startApi } from '../api/running-api';

const HEADER =
  '/* Made from the public document by `npm run client:types`; a test holds it against the document. */\n\n';

/** Where each operation is, and the types of what it takes and answers. */
export async function generated(): Promise<string> {
  const api = await startApi();
  try {
    const nodes = await openapiTypescript(withoutProblems(api.document) as OpenAPI3, {
      silent: true,
      alphabetize: true,
      defaultNonNullable: false,
      rootTypes: true,
      rootTypesNoSchemaPrefix: true,
    });
    const wanted = nodes.filter((node) => !('name' in node) || !UNUSED.includes(nameOf(node)));
    return [HEADER, addressesOf(api.document), astToString(wanted)].join('');
  } finally {
    await api.close();
  }
}

/** Parts of what is generated that say the same as `operations`, or nothing. */
const UNUSED = ['paths', 'webhooks', '$defs'];

function nameOf(node: object): string {
  return (node as { readonly name?: { readonly text?: string } }).name?.text ?? '';
}

function addressesOf(document: OpenApiDocument): string {
  const lines = Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => ({ operationId, method, path })),
    )
    .sort((a, b) => (a.operationId < b.operationId ? -1 : 1))
    .map(({ operationId, method, path }) => `  ${operationId}: ['${method.toUpperCase()}', '${path}'],\n`);
  return `/** Method and path of every operation. */\nexport const OPERATIONS = {\n${lines.join('')}} as const;\n\n`;
}

/** All problems have one form, and the examples are in the document: both would only swell the types. */
function withoutProblems(document: OpenApiDocument): unknown {
  const slim = ({ responses, ...operation }: Operation) => ({
    ...operation,
    responses: Object.fromEntries(
      Object.entries(responses)
        .filter(([status]) => status.startsWith('2'))
        .map(([status, { content }]) => [
          status,
          { description: '', ...(content && { content: withoutExamples(content) }) },
        ]),
    ),
    ...(operation.requestBody && {
      requestBody: { ...operation.requestBody, content: withoutExamples(operation.requestBody.content ?? {}) },
    }),
  });
  const paths = Object.entries(document.paths).map(([path, methods]) => [
    path,
    Object.fromEntries(Object.entries(methods).map(([method, operation]) => [method, slim(operation)])),
  ]);
  const { schemas } = document.components;
  return structuredClone({ ...document, paths: Object.fromEntries(paths), webhooks: {}, components: { schemas } });
}

function withoutExamples(content: Readonly<Record<string, { readonly schema: unknown }>>): object {
  return Object.fromEntries(Object.entries(content).map(([mediaType, { schema }]) => [mediaType, { schema }]));
}
