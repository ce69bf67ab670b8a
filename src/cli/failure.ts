import type { FieldProblem } from '../domain/contract/problem-details';

/** Exit codes of `evergrant`; documented in docs/cli.md. */
export const EXIT_CODES = {
  done: 0,
  /** It was tried and failed, or doctor found something broken. */
  failed: 1,
  /** Arguments, input or settings cannot be used; nothing was done. */
  unusable: 2,
  not_found: 3,
  /** The state of things forbids it: the id is taken or closed. */
  conflict: 4,
  /** Something outside cannot be reached: the database, Temporal, Amazon. */
  unreachable: 5,
} as const;

export type FailureKind = Exclude<keyof typeof EXIT_CODES, 'done'>;

/** What a program is told beside the sentences. */
export interface FailureFacts {
  readonly kind: FailureKind;
  /** Stable, for programs. */
  readonly code: string;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** One sentence: what to do. */
  readonly remedy: string;
  /** Every field that is wrong, where input was refused. */
  readonly problems?: readonly FieldProblem[];
}

/** A command cannot do what it was asked to. Its texts hold no secret. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  readonly code: string;
  readonly remedy: string;
  readonly problems: readonly FieldProblem[];

  constructor({ kind, code, message, remedy, problems = [] }: FailureFacts) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.remedy = remedy;
    this.problems = problems;
  }
}

export function noSuchOnboarding(onboardingId: string): Failure {
  return new Failure({
    kind: 'not_found',
    code: 'not_found',
    message: `There is no onboarding "${onboardingId}".`,
    remedy: 'List them with: evergrant list',
  });
}

export function onboardingClosed(onboardingId: string): Failure {
  return new Failure({
    kind: 'conflict',
    code: 'onboarding_closed',
    message: `The onboarding "${onboardingId}" was disconnected for good and its id is closed.`,
    remedy: 'Start a new one with another id.',
  });
}
