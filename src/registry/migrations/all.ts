import type { Migration } from 'kysely';
import type { Dialect } from '../transactions';
import { initial } from './initial';

/** Every migration in order. A name is never changed once released; a change of schema is a new entry. */
export function migrationsFor(dialect: Dialect): Record<string, Migration> {
  return {
    '0001-initial': initial(dialect),
  };
}
