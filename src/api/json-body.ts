import { isUtf8 } from 'node:buffer';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { type Problem, problem, type ProblemCode } from './problem';

export type ReadBody = (request: Request, response: Response) => Promise<{ readonly value: unknown } | Problem>;

const NOT_UTF8 = 'encoding.invalid';

/** The kinds of failure of Express's JSON parser. Its messages quote the body and are never passed on. */
const FAILURES: Readonly<Record<string, ProblemCode>> = {
  [NOT_UTF8]: 'malformed_encoding',
  'entity.too.large': 'body_too_large',
  'entity.parse.failed': 'malformed_json',
  'encoding.unsupported': 'unsupported_media_type',
  'charset.unsupported': 'unsupported_media_type',
  'request.aborted': 'malformed_request',
  'request.size.invalid': 'malformed_request',
};

/** Reads bodies that are JSON in UTF-8 (RFC 8259 §8.1), uncompressed, and no larger than `maxBytes`. */
export function createReadBody(maxBytes: number): ReadBody {
  const parse: RequestHandler = express.json({
    limit: maxBytes,
    // A small compressed body can become a huge one.
    inflate: false,
    strict: false,
    type: () => true,
    verify: (_request, _response, bytes) => {
      if (!isUtf8(bytes)) throw Object.assign(new Error('The body is not UTF-8'), { type: NOT_UTF8 });
    },
  });

  return async (request, response) => {
    if (request.is('application/json') === false || !isUtf8Declared(request)) return problem('unsupported_media_type');
    const error = await new Promise<unknown>((resolve) => void parse(request, response, resolve));
    if (error !== undefined) {
      const code = FAILURES[kindOf(error)];
      if (code === undefined) throw new Error('A body could not be read', { cause: error });
      return problem(code);
    }
    return { value: request.body as unknown };
  };
}

function isUtf8Declared(request: Request): boolean {
  const charset = /;\s*charset="?([^";\s]+)/i.exec(request.get('content-type') ?? '')?.[1];
  return charset === undefined || /^utf-?8$/i.test(charset);
}

function kindOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'type' in error ? String(error.type) : '';
}
