import { existsSync } from 'node:fs';
import type { Kysely } from 'kysely';
import { openPostgres } from './postgres';
import type { Tables } from './schema';
import { openSqlite } from './sqlite';
import { createDatabase, type Database, type Dialect } from './transactions';

const SQLITE = 'sqlite:';

/** Opens `sqlite:<path>` (and makes the file) or `postgres://…`. Throws an Error for a URL of another kind. */
export function openDatabase(url: string): Database {
  const dialect = dialectOf(url);
  return createDatabase(open(url, dialect), dialect);
}

/** False for an SQLite file that is not there; whether a server has a database shows when it is asked. */
export function databaseMayExist(url: string): boolean {
  const file = sqliteFileOf(url);
  return file === undefined || existsSync(file);
}

/** The file of an SQLite URL; undefined for a server's. */
export function sqliteFileOf(url: string): string | undefined {
  return url.startsWith(SQLITE) ? url.slice(SQLITE.length) : undefined;
}

function dialectOf(url: string): Dialect {
  if (url.startsWith(SQLITE)) return 'sqlite';
  if (/^postgres(ql)?:\/\//.test(url)) return 'postgres';
  throw new Error('The database URL must be sqlite:<path> or postgres://….');
}

function open(url: string, dialect: Dialect): Kysely<Tables> {
  return dialect === 'sqlite' ? openSqlite(url.slice(SQLITE.length)) : openPostgres(url);
}
