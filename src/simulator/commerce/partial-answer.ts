/** What is asked for: by name, and below each name what of it; nothing below means all of it. */
type Fields = ReadonlyMap<string, Fields>;

/**
 * What is left of an answer when the query says `fields=items[code,labels[label]],total_count` (Adobe, "Retrieve filtered
 * responses"). Of lists it is every entry. Names that the answer does not have, and filters that cannot be read, are
 * ignored.
 */
export function partOf(answer: unknown, query: URLSearchParams): unknown {
  const wanted = query.get('fields');
  const fields = wanted === null ? undefined : readFields(wanted);
  return fields === undefined || fields.size === 0 ? answer : pick(answer, fields);
}

function pick(value: unknown, fields: Fields): unknown {
  if (fields.size === 0) return value;
  if (Array.isArray(value)) return value.map((entry) => pick(entry, fields));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).flatMap(([name, part]) => {
    const below = fields.get(name);
    return below === undefined ? [] : [[name, pick(part, below)] as const];
  });
  return Object.fromEntries(kept);
}

function readFields(text: string): Fields | undefined {
  const root = new Map<string, Fields>();
  const open = [root];
  for (const [, name = '', sign] of text.matchAll(/([^[\],]*)([[\],]|$)/g)) {
    const current = open.at(-1);
    if (!current) return undefined;
    const below = new Map<string, Fields>();
    if (name !== '') current.set(name.trim(), below);
    if (sign === '[') open.push(below);
    else if (sign === ']') open.pop();
  }
  return open.length === 1 ? root : undefined;
}
