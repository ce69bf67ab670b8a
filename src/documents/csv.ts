/** A record of a CSV text. `stray_quote`: a quote inside an unquoted field, or text behind a quoted one. */
export type CsvRecord = { readonly fields: readonly string[] } | { readonly fault: 'stray_quote' | 'open_quote' };

/**
 * Reads CSV as RFC 4180 has it: commas, fields in double quotes where they hold commas, quotes or line breaks, quotes
 * doubled. Lines may also end in LF alone. A record that breaks the rules is a fault by itself and ends with its line; a
 * quote that is never closed takes the rest of the text with it. Empty lines count for nothing.
 */
export function readCsv(text: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const { record, next } = readRecord(text, at);
    if (!('fields' in record) || record.fields.length > 1 || record.fields[0] !== '') records.push(record);
    at = next;
  }
  return records;
}

function readRecord(text: string, from: number): { readonly record: CsvRecord; readonly next: number } {
  const fields: string[] = [];
  for (let at = from; ;) {
    const field = text[at] === '"' ? readQuoted(text, at) : readPlain(text, at);
    if (field === 'open_quote') return { record: { fault: field }, next: text.length };
    if (field === 'stray_quote') return { record: { fault: field }, next: behindLine(text, at) };
    fields.push(field.value);
    if (text[field.end] !== ',') return { record: { fields }, next: behindLine(text, field.end) };
    at = field.end + 1;
  }
}

interface Field {
  readonly value: string;
  /** Where the comma or the end of the line is. */
  readonly end: number;
}

const END = /[,\n]|\r\n|\r$/g;

function readPlain(text: string, from: number): Field | 'stray_quote' {
  END.lastIndex = from;
  const end = END.exec(text)?.index ?? text.length;
  const value = text.slice(from, end);
  return value.includes('"') ? 'stray_quote' : { value, end };
}

function readQuoted(text: string, from: number): Field | 'stray_quote' | 'open_quote' {
  let value = '';
  for (let at = from + 1; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return 'open_quote';
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      const end = quote + 1;
      return isEnd(text, end) ? { value, end } : 'stray_quote';
    }
    value += '"';
    at = quote + 2;
  }
}

function isEnd(text: string, at: number): boolean {
  return at >= text.length || text[at] === ',' || text[at] === '\n' || /^\r(\n|$)/.test(text.slice(at, at + 2));
}

function behindLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}
