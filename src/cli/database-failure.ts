import { RegistryRefusal, type RefusalReason } from '../registry/stamp';
import { Failure, type FailureKind } from './failure';

const KINDS: Readonly<Record<RefusalReason, FailureKind>> = {
  no_database: 'unreachable',
  never_prepared: 'unusable',
  schema_behind: 'failed',
  schema_ahead: 'failed',
  other_mode: 'unusable',
  other_vault_keys: 'unusable',
  other_link_keys: 'unusable',
};

/** Why a database could not be opened. What drivers say is reduced to their code: their words may hold anything. */
export function databaseFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof RegistryRefusal) {
    // The first sentence says what is wrong, the others what to do.
    const [, message = error.message, remedy = ''] = /^(.*?\.) (.*)$/.exec(error.message) ?? [];
    return new Failure({ kind: KINDS[error.reason], code: error.reason, message, remedy });
  }
  return new Failure({
    kind: 'unreachable',
    code: 'database_unreachable',
    message: `The database cannot be reached (${errorCodeOf(error)}).`,
    remedy: 'Check DATABASE_URL and that the database runs; evergrant doctor looks at everything.',
  });
}

/** The code of a failed call (`ECONNREFUSED`, `28P01` …), or the name of the error. */
export function errorCodeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null) {
    if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
    // Node tries every address of a name, and tells all failures in one.
    if (error instanceof AggregateError && error.errors.length > 0) return errorCodeOf(error.errors[0]);
    if (error instanceof Error) return error.name;
  }
  return 'unknown reason';
}
