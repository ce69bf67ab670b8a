import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { fieldProblems } from '../documents/field-problems';
import type { FieldProblem } from '../domain/contract/problem-details';
import { Failure } from './failure';
import type { Session } from './session';

/** As the API: no body that we know is larger. */
const MAX_BYTES = 64 * 1024;

/** The JSON of a file, or of standard input for `-` or nothing. Throws a `Failure` that repeats nothing of it. */
export async function readJson({ stdin, output }: Session, path: string | undefined): Promise<unknown> {
  if (path !== undefined && path !== '-') return parseJson(readFile(path), `The file ${path}`);
  if (stdin.isTTY === true) output.note('Reading JSON from the terminal; end it with Ctrl-D on a line of its own.');
  return parseJson(await readAll(stdin), 'Standard input');
}

/**
 * Holds a value against a schema of the public contract. Throws a `Failure` that names every field that is wrong, and
 * no value: they may be secrets.
 */
export function parseWith<S extends z.ZodType>(schema: S, value: unknown, part: FieldProblem['in']): z.output<S> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new Failure({
    kind: 'unusable',
    code: part === 'body' ? 'invalid_body' : 'invalid_argument',
    message: part === 'body' ? 'The input cannot be used.' : 'An argument cannot be used.',
    remedy: 'Nothing was done; mend what follows.',
    problems: fieldProblems(part, parsed.error.issues),
  });
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw new Failure({
      kind: 'unusable',
      code: 'unreadable_file',
      message: `The file ${path} cannot be read.`,
      remedy: 'Check its name and who may read it, or pipe the JSON in.',
    });
  }
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BYTES) break;
  }
  return Buffer.concat(chunks);
}

function parseJson(bytes: Buffer, what: string): unknown {
  const unreadable = (message: string, remedy: string) =>
    new Failure({ kind: 'unusable', code: 'malformed_json', message, remedy });
  if (bytes.length > MAX_BYTES) {
    throw unreadable(`${what} is longer than ${MAX_BYTES / 1024} KiB.`, 'Send one document only.');
  }
  if (!isUtf8(bytes)) throw unreadable(`${what} is not UTF-8.`, 'Save it in UTF-8.');
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') throw unreadable(`${what} is empty.`, 'Give the JSON there.');
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw unreadable(`${what} is no JSON document.`, 'Check quotes, commas and brackets.');
  }
}
