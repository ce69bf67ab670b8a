import type { z } from 'zod';
import type { FieldProblem } from '../domain/contract/problem-details';

type Part = FieldProblem['in'];
type Issue = z.core.$ZodIssue;

/** More would help nobody, and an answer must not be much larger than its request. */
const MAX_PROBLEMS = 50;
const MAX_NAME_LENGTH = 100;

/**
 * What is wrong with a part of a request, as told to the caller. Names of fields are repeated, values never are: they may
 * be secrets. The issues must come from a parse with `reportInput`, which tells a missing field from a wrong one.
 */
export function fieldProblems(part: Part, issues: readonly Issue[]): readonly FieldProblem[] {
  return issues.flatMap((issue) => problemsOf(part, issue)).slice(0, MAX_PROBLEMS);
}

function problemsOf(part: Part, issue: Issue): readonly FieldProblem[] {
  const at = (path: readonly PropertyKey[], code: string, detail: string, remedy: string): FieldProblem => ({
    in: part,
    pointer: pointerOf(path),
    code,
    detail,
    remedy,
  });
  const here = (code: string, detail: string, remedy: string) => [at(issue.path, code, detail, remedy)];

  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) =>
        at(
          [...issue.path, key],
          'unknown_field',
          'Nothing of this name is known here.',
          'Remove it, or check its spelling against the API documentation.',
        ),
      );
    case 'invalid_type':
      return issue.input === undefined
        ? here('required', 'This is missing.', `Give it as ${withArticle(issue.expected)}.`)
        : here('wrong_type', `This is not ${withArticle(issue.expected)}.`, `Give ${withArticle(issue.expected)}.`);
    case 'invalid_value': {
      const allowed = `Give one of ${issue.values.map(String).join(', ')}.`;
      return issue.input === undefined
        ? here('required', 'This is missing.', allowed)
        : here('not_allowed', 'This value is not allowed.', allowed);
    }
    case 'too_big':
      return isNumber(issue.origin)
        ? here('out_of_range', `At most ${issue.maximum} is allowed here.`, 'Give a smaller number.')
        : here('too_long', `At most ${issue.maximum} are allowed here.`, 'Shorten it.');
    case 'too_small':
      return isNumber(issue.origin)
        ? here('out_of_range', `At least ${issue.minimum} is needed here.`, 'Give a larger number.')
        : here('too_short', `At least ${issue.minimum} must be given here.`, 'Give more.');
    case 'invalid_key':
      return issue.issues.flatMap((inner) => problemsOf(part, { ...inner, path: issue.path }));
    case 'invalid_union':
      return here('not_allowed', 'This value is not allowed.', `Give one of ${choices(issue).join(', ')}.`);
    case 'custom':
      return here(textOf(issue.params?.['code']), issue.message, textOf(issue.params?.['remedy']));
    default:
      return here('invalid', 'This value is not allowed.', 'Check it against the API documentation.');
  }
}

function isNumber(origin: string): boolean {
  return origin === 'number' || origin === 'int';
}

/** What the field that tells the members of a union apart may hold. */
function choices(issue: Extract<Issue, { code: 'invalid_union' }>): readonly string[] {
  return 'options' in issue ? (issue.options ?? []).filter((option) => typeof option === 'string') : [];
}

const WORDS: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'a text in quotes',
  int: 'a whole number',
};

function withArticle(expected: string): string {
  return WORDS[expected] ?? `a ${expected}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : 'invalid';
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${escape(String(step))}`).join('');
}

/** RFC 6901 §3; and a name given by the caller is cut short. */
function escape(step: string): string {
  return step.slice(0, MAX_NAME_LENGTH).replaceAll('~', '~0').replaceAll('/', '~1');
}
