import { type AdoptionRowSchema, type ReadRow, readRow } from '../domain/contract/adoption';
import type { Refusal } from '../domain/contract/refusal';
import { type CsvRecord, readCsv } from './csv';

export type AdoptionFileFormat = 'json' | 'csv';

/** What is wrong with a file as a whole. Repeats nothing of it: tokens stand in it. */
export type AdoptionFile =
  | { readonly outcome: 'rows'; readonly rows: readonly ReadRow[] }
  | { readonly outcome: 'unreadable'; readonly message: string; readonly remedy: string };

/**
 * Reads the rows of an adoption. JSON is a list of rows, or a body of `POST /v1/adoptions`. The columns of CSV are named
 * after the fields, those of a field in a field with dots between: `stores.0.country`. An empty cell leaves its field out.
 */
export function readAdoptionFile(text: string, format: AdoptionFileFormat, schema: AdoptionRowSchema): AdoptionFile {
  return format === 'csv' ? fromCsv(text, schema) : fromJson(text, schema);
}

function fromJson(text: string, schema: AdoptionRowSchema): AdoptionFile {
  const given = parsed(text);
  const rows: unknown = typeof given === 'object' && given !== null && 'rows' in given ? given.rows : given;
  if (Array.isArray(rows)) return { outcome: 'rows', rows: rows.map((row: unknown) => readRow(schema, row)) };
  return unreadable('This is no list of rows in JSON.', 'Check brackets, commas and quotes; say --csv if it is CSV.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    return undefined;
  }
}

/** `stores.0.mapping.attributeCode`; the names of metadata are the backend's own. */
const COLUMN = /^[A-Za-z]+(\.(\d|[A-Za-z]+))*$|^metadata\.[A-Za-z][A-Za-z0-9_-]*$/;

function fromCsv(text: string, schema: AdoptionRowSchema): AdoptionFile {
  const [header, ...records] = readCsv(text);
  const columns = header && 'fields' in header ? header.fields.map((name) => name.trim()) : [];
  if (!columns.includes('onboardingId')) {
    return unreadable(
      'The first line names no column onboardingId.',
      'Begin with a line of names; see docs/adoption.md.',
    );
  }
  const wrong = columns.findIndex((name, index) => !COLUMN.test(name) || columns.indexOf(name) < index);
  if (wrong >= 0) {
    return unreadable(
      `The name of column ${wrong + 1} is no field, or stands there twice.`,
      'Name columns like merchantId or stores.0.country; see docs/adoption.md.',
    );
  }
  return { outcome: 'rows', rows: records.map((record) => rowOf(record, columns, schema)) };
}

function rowOf(record: CsvRecord, columns: readonly string[], schema: AdoptionRowSchema): ReadRow {
  if ('fault' in record) return refusedRow(FAULTS[record.fault]);
  if (record.fields.length !== columns.length) return refusedRow(WRONG_LENGTH);
  const row = branch();
  columns.forEach((name, index) => {
    const cell = record.fields[index] ?? '';
    if (cell !== '') place(row, name.split('.'), valueOf(name, cell));
  });
  return readRow(schema, grown(row));
}

/** Made without a prototype, so that no column reaches one. */
interface Branch {
  [name: string]: Branch | string | boolean;
}

function branch(): Branch {
  return Object.create(null) as Branch;
}

function place(row: Branch, [name = '', ...rest]: readonly string[], value: string | boolean): void {
  if (rest.length === 0) {
    row[name] = value;
    return;
  }
  const inner = row[name];
  const next = typeof inner === 'object' ? inner : branch();
  row[name] = next;
  place(next, rest, value);
}

/** The one field that is no text. */
function valueOf(name: string, cell: string): string | boolean {
  return name.endsWith('.createAttributeIfMissing') && /^(true|false)$/.test(cell) ? cell === 'true' : cell;
}

/** A branch whose names are all numbers is a list. */
function grown(value: Branch | string | boolean): unknown {
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, grown(inner)] as const);
  return entries.every(([name]) => /^\d$/.test(name)) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

function refusedRow({ code, detail, remedy }: Refusal): ReadRow {
  const issue = { code: 'custom' as const, path: [], message: detail, params: { code, remedy }, input: undefined };
  return { onboardingId: null, issues: [issue] };
}

const WRONG_LENGTH: Refusal = {
  code: 'wrong_number_of_cells',
  detail: 'The line has more or fewer cells than there are columns.',
  remedy: 'Put text that holds commas or line breaks into double quotes.',
};

const FAULTS: Readonly<Record<'stray_quote' | 'open_quote', Refusal>> = {
  stray_quote: {
    code: 'stray_quote',
    detail: 'A double quote stands inside of a cell, or text behind the closing one.',
    remedy: 'Put the whole cell into double quotes, and double those inside.',
  },
  open_quote: {
    code: 'open_quote',
    detail: 'A double quote is never closed, so all that follows is this cell.',
    remedy: 'Close it, and double the quotes inside of a cell.',
  },
};

function unreadable(message: string, remedy: string): AdoptionFile {
  return { outcome: 'unreadable', message, remedy };
}
