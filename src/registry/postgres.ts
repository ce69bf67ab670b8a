import { Kysely, PostgresDialect } from 'kysely';
import { Pool, TypeOverrides, types } from 'pg';
import type { Tables } from './schema';

const POOL_SIZE = 10;

/** Opens a PostgreSQL database. 64-bit integers become numbers: all of ours are instants, ids and counters. */
export function openPostgres(url: string): Kysely<Tables> {
  const overrides = new TypeOverrides();
  overrides.setTypeParser(types.builtins.INT8, Number);
  const pool = new Pool({ connectionString: url, max: POOL_SIZE, types: overrides });
  // An idle connection that breaks is replaced by the pool; without a listener the process would end.
  pool.on('error', () => undefined);
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
