import type { FieldProblem, OnboardingStatus, Problem } from './openapi';

/** Evergrant refused a request, and says why. */
export class EvergrantProblem extends Error {
  override readonly name = 'EvergrantProblem';
  /** Stable, for programs: the last part of the problem's type, `not_found` for example. New codes may appear. */
  readonly code: string;
  readonly status: number;
  readonly title: string;
  /** What is wrong here, and what to do. */
  readonly detail: string;
  /** Every field that is wrong. */
  readonly errors: readonly FieldProblem[];
  /** Evergrant's log knows this occurrence by it. */
  readonly instance: string;
  /** For how long to wait, where waiting helps. */
  readonly retryAfterMs: number | undefined;

  constructor(operation: string, problem: Problem, retryAfterMs: number | undefined) {
    const fields = problem.errors.map(({ pointer, detail }) => ` ${pointer}: ${detail}`).join('');
    super(`${operation}: ${problem.title} (${problem.status}). ${problem.detail}${fields}`);
    this.code = problem.type.slice(problem.type.lastIndexOf(':') + 1);
    this.status = problem.status;
    this.title = problem.title;
    this.detail = problem.detail;
    this.errors = problem.errors;
    this.instance = problem.instance;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer came that is one of Evergrant's. Whether the request was carried out is not known. */
export class EvergrantUnreachable extends Error {
  override readonly name = 'EvergrantUnreachable';
}

/** An onboarding did not come to where it was waited for. */
export class NotReached extends Error {
  override readonly name = 'NotReached';
  /** Where it stood last. */
  readonly lastStatus: OnboardingStatus;

  constructor(message: string, lastStatus: OnboardingStatus) {
    super(message);
    this.lastStatus = lastStatus;
  }
}
