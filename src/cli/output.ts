import type { Writable } from 'node:stream';
import type { FieldProblem } from '../domain/contract/problem-details';
import { EXIT_CODES, type Failure } from './failure';

export interface OutputOptions {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Documents and errors as JSON. */
  readonly json: boolean;
  /** Bold and colours on standard output. */
  readonly colour: boolean;
}

/**
 * What a command says. Results go to standard output; notes, progress and errors go to standard error, so that results
 * can be piped. With `--json` each line on standard error is a JSON document, too.
 */
export interface Output {
  readonly json: boolean;
  readonly style: Style;
  /** The result of a command: the document as it is with `--json`, else the text for people. */
  result(document: unknown, forPeople: (style: Style) => string): void;
  /** One document of a stream, which has as many as there are lines. */
  line(document: unknown, forPeople: (style: Style) => string): void;
  /** Something that the person should know beside the result. */
  note(text: string): void;
  /** What is being waited for. */
  readonly progress: (text: string) => void;
  /** Tells the failure and returns its exit code. */
  fail(failure: Failure): number;
}

export interface Style {
  readonly bold: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly unwise: (text: string) => string;
}

const PLAIN: Style = { bold: same, good: same, bad: same, unwise: same };
const COLOURED: Style = { bold: sgr(1, 22), good: sgr(32, 39), bad: sgr(31, 39), unwise: sgr(33, 39) };

export function createOutput({ stdout, stderr, json, colour }: OutputOptions): Output {
  const style = colour ? COLOURED : PLAIN;
  const aside = (kind: 'note' | 'progress', text: string) => {
    stderr.write(json ? `${JSON.stringify({ [kind]: text })}\n` : `${text}\n`);
  };
  return {
    json,
    style,
    result(document, forPeople) {
      stdout.write(json ? `${JSON.stringify(document, undefined, 2)}\n` : `${forPeople(style)}\n`);
    },
    line(document, forPeople) {
      stdout.write(json ? `${JSON.stringify(document)}\n` : `${forPeople(style)}\n`);
    },
    note: (text) => aside('note', text),
    progress: (text) => aside('progress', text),
    fail(failure) {
      stderr.write(json ? `${JSON.stringify({ error: errorDocument(failure) })}\n` : errorText(failure));
      return EXIT_CODES[failure.kind];
    },
  };
}

function errorDocument({ code, kind, message, remedy, problems }: Failure) {
  return { code, exitCode: EXIT_CODES[kind], message, remedy, problems };
}

function errorText({ message, remedy, problems }: Failure): string {
  const fields = problems.map((problem) => `  ${placeOf(problem)}: ${problem.detail} ${problem.remedy}\n`);
  return `evergrant: ${message} ${remedy}\n${fields.join('')}`;
}

/** Where a person finds what is wrong: an option, the argument, or a place in the JSON. */
function placeOf({ in: part, pointer }: FieldProblem): string {
  const [, name = ''] = pointer.split('/');
  if (part === 'query' && name === '') return 'options';
  if (part === 'query') return `--${OPTIONS[name] ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return part === 'path' ? '<id>' : pointer || '(whole)';
}

/** Parameters of the API whose options are named otherwise. */
const OPTIONS: Readonly<Record<string, string>> = {
  merchantId: 'merchant',
  merchantIds: 'merchants',
  onboardingId: 'onboarding',
  eventId: 'event',
};

function same(text: string): string {
  return text;
}

/** Select Graphic Rendition of ECMA-48, switched on and off. */
function sgr(on: number, off: number): (text: string) => string {
  return (text) => `\u001b[${on}m${text}\u001b[${off}m`;
}
