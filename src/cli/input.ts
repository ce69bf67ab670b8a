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
export async function readJson(session: Session, path: string | undefined): Promise<unknown> {
  const { text, what } = await readText(session, path, 'JSON', MAX_BYTES);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw unreadable(`${what} is no JSON document.`, 'Check quotes, commas and brackets.');
  }
}

/** The same for text that is expected to be of `format`. */
export async function readText(
  { stdin, output }: Session,
  path: string | undefined,
  format: string,
  maxBytes: number,
): Promise<{ readonly text: string; /** Where it came from. */ readonly what: string }> {
  if (path !== undefined && path !== '-') return decoded(readFile(path), `The file ${path}`, format, maxBytes);
  if (stdin.isTTY === true)
    output.note(`Reading ${format} from the terminal; end it with Ctrl-D on a line of its own.`);
  return decoded(await readAll(stdin, maxBytes), 'Standard input', format, maxBytes);
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
      remedy: 'Check its name and who may read it, or pipe the text in.',
    });
  }
}

async function readAll(stream: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxBytes) break;
  }
  return Buffer.concat(chunks);
}

function decoded(bytes: Buffer, what: string, format: string, maxBytes: number) {
  if (bytes.length > maxBytes) throw unreadable(`${what} is longer than ${maxBytes / 1024} KiB.`, 'Send less at once.');
  if (!isUtf8(bytes)) throw unreadable(`${what} is not UTF-8.`, 'Save it in UTF-8.');
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') throw unreadable(`${what} is empty.`, `Give the ${format} there.`);
  return { text, what };
}

function unreadable(message: string, remedy: string): Failure {
  return new Failure({ kind: 'unusable', code: 'malformed_json', message, remedy });
}
