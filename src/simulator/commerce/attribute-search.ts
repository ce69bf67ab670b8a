import { badRequest, requiredField, type CommerceError } from './errors';
import type { Attribute } from './instances';

interface Filter {
  readonly field: string;
  readonly value: string;
  readonly condition_type: string;
}

interface SortOrder {
  readonly field: string;
  readonly direction: string;
}

interface SearchCriteria {
  readonly filter_groups: readonly { readonly filters: readonly Filter[] }[];
  readonly sort_orders: readonly SortOrder[];
  readonly page_size?: number;
  readonly current_page?: number;
}

export interface SearchResults {
  readonly items: readonly Attribute[];
  readonly search_criteria: SearchCriteria;
  readonly total_count: number;
}

type Condition = (actual: string, wanted: string) => boolean;

const CONDITIONS: Readonly<Record<string, Condition>> = {
  eq: (actual, wanted) => actual === wanted,
  neq: (actual, wanted) => actual !== wanted,
  in: (actual, wanted) => wanted.split(',').includes(actual),
  nin: (actual, wanted) => !wanted.split(',').includes(actual),
  like: (actual, wanted) => like(wanted).test(actual),
};

/**
 * Commerce's search criteria over product attributes: filters of one group are alternatives, groups add up. A page past
 * the last one is the last one again, a trap for those who read on until nothing comes.
 */
export function searchAttributes(
  attributes: readonly Attribute[],
  query: URLSearchParams,
): { readonly found: SearchResults } | CommerceError {
  if (![...query.keys()].some((name) => name.startsWith('searchCriteria'))) return requiredField('searchCriteria');
  const criteria = readCriteria(query);
  const unknown = criteria.filter_groups
    .flatMap(({ filters }) => filters)
    .find(({ field, condition_type }) => !Object.hasOwn(CONDITIONS, condition_type) || !isField(field));
  if (unknown) return badRequest('The filter of %1 cannot be applied.', [unknown.field]);

  const fitting = attributes.filter((attribute) =>
    criteria.filter_groups.every(({ filters }) => filters.some((filter) => fits(attribute, filter))),
  );
  const items = pageOf(sorted(fitting, criteria.sort_orders), criteria);
  return { found: { items, search_criteria: criteria, total_count: fitting.length } };
}

/** Reads `searchCriteria[filterGroups][0][filters][1][field]=…`; Commerce takes the names in camel and in snake case. */
function readCriteria(query: URLSearchParams): SearchCriteria {
  const groups = new Map<string, Map<string, Record<string, string>>>();
  const orders = new Map<string, Record<string, string>>();
  const numbers: Record<string, number> = {};
  for (const [name, value] of query) {
    const [root, ...path] = name.split(/[[\]]+/).filter((part) => part !== '');
    if (root !== 'searchCriteria') continue;
    const [kind = '', first = '', second = '', third = '', fourth = ''] = path.map(snakeCase);
    if (kind === 'filter_groups' && second === 'filters') {
      const filters = entryOf(groups, first, () => new Map<string, Record<string, string>>());
      entryOf<Record<string, string>>(filters, third, () => ({}))[fourth] = value;
    } else if (kind === 'sort_orders') entryOf<Record<string, string>>(orders, first, () => ({}))[second] = value;
    else if (/^\d+$/.test(value)) numbers[kind] = Number(value);
  }
  const { page_size, current_page } = numbers;
  return {
    filter_groups: [...groups.values()].map((filters) => ({
      filters: [...filters.values()].map(({ field = '', value = '', condition_type = 'eq' }) => ({
        field,
        value,
        condition_type,
      })),
    })),
    sort_orders: [...orders.values()].map(({ field = '', direction = 'ASC' }) => ({ field, direction })),
    ...(page_size === undefined ? {} : { page_size }),
    ...(current_page === undefined ? {} : { current_page }),
  };
}

function fits(attribute: Attribute, { field, value, condition_type }: Filter): boolean {
  return CONDITIONS[condition_type]?.(columnOf(attribute, field), value) ?? false;
}

function sorted(attributes: readonly Attribute[], orders: readonly SortOrder[]): readonly Attribute[] {
  return attributes.toSorted((a, b) => {
    for (const { field, direction } of orders) {
      const order = columnOf(a, field).localeCompare(columnOf(b, field), 'en');
      if (order !== 0) return direction.toUpperCase() === 'DESC' ? -order : order;
    }
    return a.attribute_id - b.attribute_id;
  });
}

function pageOf(attributes: readonly Attribute[], { page_size = 0, current_page = 1 }: SearchCriteria) {
  if (page_size === 0) return attributes;
  const last = Math.max(1, Math.ceil(attributes.length / page_size));
  const page = Math.min(Math.max(1, current_page), last);
  return attributes.slice((page - 1) * page_size, page * page_size);
}

/** The column as the database has it: flags are 0 and 1. `is_visible` and the like can be filtered by, lists cannot. */
function columnOf(attribute: Attribute, field: string): string {
  const value: unknown = Reflect.get(attribute, nameOf(field));
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function isField(field: string): boolean {
  return FIELDS.has(nameOf(field));
}

const FIELDS: ReadonlySet<string> = new Set([
  'attribute_id',
  'attribute_code',
  'backend_type',
  'default_frontend_label',
  'entity_type_id',
  'frontend_input',
  'is_required',
  'is_unique',
  'is_used_for_promo_rules',
  'is_user_defined',
  'is_visible',
]);

/** The column is called otherwise than the field of the answer. */
function nameOf(field: string): string {
  return field === 'frontend_label' ? 'default_frontend_label' : field;
}

/** SQL's LIKE: `%` stands for any text, `_` for one character; letters of either case are alike, as in MySQL. */
function like(pattern: string): RegExp {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, 'is');
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function entryOf<T>(map: Map<string, T>, key: string, make: () => T): T {
  const present = map.get(key);
  if (present !== undefined) return present;
  const made = make();
  map.set(key, made);
  return made;
}
