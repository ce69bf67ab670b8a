import type { z } from 'zod';
import type { Instant } from '../domain/clock';
import type { CommerceRefusal, Unverifiable } from '../domain/outcomes';
import { jsonOf } from '../outgoing/guarded-dispatcher';
import { createAccess, type AccessOptions, type CommerceAccess, type Said } from './access';
import { percentEncode } from './oauth1';
import * as schemas from './rest-schemas';
import type { Attribute, AttributePage, StoreConfig, StoreGroup, StoreView, Website } from './rest-schemas';
import { unverifiable, unverifiableAnswer } from './unverifiable';

export type CommerceAnswer<T> =
  | { readonly outcome: 'ok'; readonly value: T }
  | Said<CommerceRefusal>
  | Said<{ readonly outcome: 'not_found' }>
  | Unverifiable;

/** What became of an order to make something. `declined`: Commerce will not make it as ordered. */
export type CreationAnswer =
  { readonly outcome: 'made' } | Said<{ readonly outcome: 'declined' }> | Said<CommerceRefusal> | Unverifiable;

/**
 * The calls that onboarding makes to one Commerce instance, whatever its edition. Each is sent at most twice, and throws
 * only the reason of an aborted signal.
 */
export interface CommerceRest {
  /** All websites but `admin`. */
  websites(): Promise<CommerceAnswer<readonly Website[]>>;
  storeGroups(): Promise<CommerceAnswer<readonly StoreGroup[]>>;
  storeViews(): Promise<CommerceAnswer<readonly StoreView[]>>;
  /** Of the store views with these codes; without codes, of all. */
  storeConfigs(codes: readonly string[]): Promise<CommerceAnswer<readonly StoreConfig[]>>;
  /** A product attribute. */
  attribute(code: string): Promise<CommerceAnswer<Attribute>>;
  /** Product attributes of these kinds of input, ordered by code; pages count from 1. */
  attributes(
    inputs: readonly string[],
    page: { readonly number: number; readonly size: number },
  ): Promise<CommerceAnswer<AttributePage>>;
  /** Orders a product attribute: a text field of global scope, neither unique nor required. */
  createAttribute(code: string, label: string): Promise<CreationAnswer>;
  /** Names of the modules that are enabled. */
  modules(): Promise<CommerceAnswer<readonly string[]>>;
  /** An access token is all that it has, which looks to an instance that does not accept it as if there were none. */
  readonly tokenAlone: boolean;
}

export type CommerceRestOptions = AccessOptions;

const ADMIN_WEBSITE_ID = 0;

export function createCommerceRest(options: CommerceRestOptions): CommerceRest {
  const { clock } = options;
  const access = createAccess(options);
  const now = () => clock.now();
  const get = <T>(path: string, schema: z.ZodType<T>) => read(access, path, schema, now);
  return {
    tokenAlone: access.tokenAlone,
    async websites() {
      const answer = await get('/store/websites', schemas.websites);
      if (answer.outcome !== 'ok') return answer;
      return { outcome: 'ok', value: answer.value.filter(({ id }) => id !== ADMIN_WEBSITE_ID) };
    },
    storeGroups: () => get('/store/storeGroups', schemas.storeGroups),
    storeViews: () => get('/store/storeViews', schemas.storeViews),
    storeConfigs: (codes) => get(`/store/storeConfigs${storeCodesQuery(codes)}`, schemas.storeConfigs),
    attribute: async (code) =>
      canBeAttributeCode(code)
        ? get(`/products/attributes/${code}`, schemas.attribute)
        : { outcome: 'not_found', message: '' },
    attributes: (inputs, page) => get(`/products/attributes${searchQuery(inputs, page)}`, schemas.attributePage),
    createAttribute: (code, label) => create(access, '/products/attributes', attributeOrder(code, label), now),
    modules: () => get('/modules', schemas.modules),
  };
}

/** Commerce's own are letters, digits and underscores. Anything else, dots above all, could lead to another address. */
function canBeAttributeCode(code: string): boolean {
  return /^\w{1,255}$/.test(code);
}

/**
 * Numbered, because Commerce collects the query's parameters by name before it checks the signature: of several equal
 * `storeCodes[]` only the last would count there, and the signature would never match.
 */
function storeCodesQuery(codes: readonly string[]): string {
  return queryOf(codes.map((code, index) => [`storeCodes[${index}]`, code]));
}

function searchQuery(inputs: readonly string[], page: { readonly number: number; readonly size: number }): string {
  const filter = 'searchCriteria[filterGroups][0][filters][0]';
  return queryOf([
    [`${filter}[field]`, 'frontend_input'],
    [`${filter}[value]`, inputs.join(',')],
    [`${filter}[conditionType]`, 'in'],
    ['searchCriteria[sortOrders][0][field]', 'attribute_code'],
    ['searchCriteria[sortOrders][0][direction]', 'ASC'],
    ['searchCriteria[pageSize]', String(page.size)],
    ['searchCriteria[currentPage]', String(page.number)],
    // The options of a select can be thousands, and none is asked for.
    ['fields', `items[${schemas.ATTRIBUTE_FIELDS.join(',')}],total_count`],
  ]);
}

function queryOf(parameters: readonly (readonly [name: string, value: string])[]): string {
  if (parameters.length === 0) return '';
  return `?${parameters.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&')}`;
}

/** `entity_type_id` 4 is that of products; the flags of the grid make the values visible to who fills them in. */
function attributeOrder(code: string, label: string): unknown {
  return {
    attribute: {
      attribute_code: code,
      entity_type_id: '4',
      frontend_input: 'text',
      default_frontend_label: label,
      frontend_labels: [],
      scope: 'global',
      is_required: false,
      is_unique: '0',
      is_used_in_grid: true,
      is_visible_in_grid: true,
      is_filterable_in_grid: true,
    },
  };
}

async function read<T>(
  access: CommerceAccess,
  path: string,
  schema: z.ZodType<T>,
  now: () => Instant,
): Promise<CommerceAnswer<T>> {
  const answered = await access.ask({ method: 'GET', path });
  if (answered.outcome !== 'answered') return answered;
  const refusal = access.refusalOf(answered);
  if (refusal) return refusal;

  const { response, message } = answered;
  if (response.status === 200) {
    const body = jsonOf(response);
    if (body === undefined) return unverifiable('not_commerce');
    const parsed = schema.safeParse(body);
    return parsed.success ? { outcome: 'ok', value: parsed.data } : unverifiable('unexpected_answer');
  }
  if (response.status !== 404) return unverifiableAnswer(response, now());
  // Without a message of Commerce it is the page of a web server or a firewall, which says nothing about what it has.
  return message ? { outcome: 'not_found', message: message.text } : unverifiable('not_commerce');
}

async function create(
  access: CommerceAccess,
  path: string,
  body: unknown,
  now: () => Instant,
): Promise<CreationAnswer> {
  const answered = await access.ask({ method: 'POST', path, body });
  if (answered.outcome !== 'answered') return answered;
  const refusal = access.refusalOf(answered);
  if (refusal) return refusal;

  const { response, message } = answered;
  if (response.status === 200) return { outcome: 'made' };
  if (response.status === 400 && message) return { outcome: 'declined', message: message.text };
  return unverifiableAnswer(response, now());
}
