import { marketplaceOfCountry, type Country } from '../domain/marketplaces';
import type { CommerceRefusal, StoreProblem, StoreWarning, Unverifiable } from '../domain/outcomes';
import { isExcludedAttribute } from './excluded-attributes';
import type { CommerceAnswer, CommerceRest, Said } from './rest';
import type { Attribute, StoreConfig, StoreGroup, StoreView, Website } from './rest-schemas';
import { unverifiable } from './unverifiable';

/** What of a store must exist in Commerce. */
export interface WantedStore {
  readonly country: Country;
  readonly websiteCode: string;
  readonly attributeCode: string;
}

/** Whether a store can be created as asked. `marketplace_taken` is for the registry to say. */
export type StoreCheck =
  | {
      readonly outcome: 'ready';
      readonly websiteId: number;
      /** The website's default group and its default view: where Amazon orders would be imported. */
      readonly storeGroupId: number;
      readonly storeViewId: number;
      readonly storeViewCode: string;
      /** ISO 4217 code of the base currency, in which the view's catalog prices are kept. */
      readonly currency: string;
      readonly warnings: readonly StoreWarning[];
    }
  | { readonly outcome: 'problems'; readonly problems: readonly StoreProblem[] };

/** The instance as a whole could not be read, so nothing is known of any store. */
export type InstanceUnread = Said<CommerceRefusal> | Unverifiable;

/** What of one Commerce instance is needed to judge stores. */
export interface Instance {
  readonly websites: readonly Website[];
  readonly storeGroups: readonly StoreGroup[];
  readonly storeViews: readonly StoreView[];
  readonly storeConfigs: readonly StoreConfig[];
  /** By the attribute code that was asked for; codes that Commerce does not know are absent. */
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/** Reads once what the given stores share, so that each can then be judged without asking again. */
export async function readInstance(
  rest: CommerceRest,
  stores: readonly WantedStore[],
): Promise<{ readonly outcome: 'ok'; readonly value: Instance } | InstanceUnread> {
  // One small read first: whatever is wrong with the connection shows here, and is not asked for four times over.
  const websites = mustExist(await rest.websites());
  if (websites.outcome !== 'ok') return websites;

  const [groupsAnswer, viewsAnswer] = await Promise.all([rest.storeGroups(), rest.storeViews()]);
  const storeGroups = mustExist(groupsAnswer);
  if (storeGroups.outcome !== 'ok') return storeGroups;
  const storeViews = mustExist(viewsAnswer);
  if (storeViews.outcome !== 'ok') return storeViews;

  const structure = { websites: websites.value, storeGroups: storeGroups.value, storeViews: storeViews.value };
  const viewCodes = distinct(stores.flatMap((store) => orderTarget(store, structure)?.view.code ?? []));
  const attributeCodes = distinct(stores.map(({ attributeCode }) => attributeCode));
  const [configsAnswer, ...attributeAnswers] = await Promise.all([
    viewCodes.length === 0 ? { outcome: 'ok' as const, value: [] } : rest.storeConfigs(viewCodes),
    ...attributeCodes.map((code) => rest.attribute(code)),
  ]);
  const storeConfigs = mustExist(configsAnswer);
  if (storeConfigs.outcome !== 'ok') return storeConfigs;
  if (!viewCodes.every((code) => storeConfigs.value.some((config) => config.code === code))) {
    return unverifiable('unexpected_answer');
  }

  const attributes = new Map<string, Attribute>();
  for (const [index, answer] of attributeAnswers.entries()) {
    const code = attributeCodes[index];
    if (answer.outcome === 'ok' && code !== undefined) attributes.set(code, answer.value);
    else if (answer.outcome === 'refused' || answer.outcome === 'unverifiable') return answer;
  }
  return { outcome: 'ok', value: { ...structure, storeConfigs: storeConfigs.value, attributes } };
}

/** All problems of a store at once. Pure. `instance` must have been read with this store among the wanted ones. */
export function judgeStore(store: WantedStore, instance: Instance): StoreCheck {
  const target = orderTarget(store, instance);
  const attribute = instance.attributes.get(store.attributeCode);
  const config = instance.storeConfigs.find(({ code }) => code === target?.view.code);
  const problems = [...websiteProblems(store, instance), ...attributeProblems(store.attributeCode, attribute)];
  if (!target || !attribute || !config || problems.length > 0) return { outcome: 'problems', problems };

  return {
    outcome: 'ready',
    websiteId: target.website.id,
    storeGroupId: target.group.id,
    storeViewId: target.view.id,
    storeViewCode: target.view.code,
    currency: config.base_currency_code,
    warnings: [...attributeWarnings(attribute), ...currencyWarnings(store.country, config.base_currency_code)],
  };
}

type Structure = Pick<Instance, 'websites' | 'storeGroups' | 'storeViews'>;

interface OrderTarget {
  readonly website: Website;
  readonly group: StoreGroup;
  readonly view: StoreView;
}

/** A website without a default group or view names the id 0, which is the admin's own. */
function orderTarget(store: WantedStore, { websites, storeGroups, storeViews }: Structure): OrderTarget | undefined {
  const website = websites.find(({ code }) => code === store.websiteCode);
  const group = storeGroups.find(({ id, website_id }) => id === website?.default_group_id && website_id === website.id);
  const view = storeViews.find(
    ({ id, store_group_id }) => id === group?.default_store_id && store_group_id === group.id,
  );
  return website && group && view ? { website, group, view } : undefined;
}

function websiteProblems(store: WantedStore, structure: Structure): StoreProblem[] {
  const { websiteCode } = store;
  if (!structure.websites.some(({ code }) => code === websiteCode)) return [{ code: 'website_unknown', websiteCode }];
  return orderTarget(store, structure) ? [] : [{ code: 'website_without_store_view', websiteCode }];
}

const MAPPABLE_INPUTS = ['text', 'select'];

function attributeProblems(attributeCode: string, attribute: Attribute | undefined): StoreProblem[] {
  if (!attribute) return [{ code: 'attribute_unknown', attributeCode }];
  const problems: StoreProblem[] = [];
  if (isExcludedAttribute(attributeCode)) problems.push({ code: 'attribute_excluded', attributeCode });
  if (!MAPPABLE_INPUTS.includes(attribute.frontend_input)) {
    problems.push({ code: 'attribute_not_mappable', attributeCode, frontendInput: attribute.frontend_input });
  }
  const labels = [attribute.default_frontend_label, ...attribute.frontend_labels.map(({ label }) => label)];
  if (labels.every((label) => label.trim() === '')) problems.push({ code: 'attribute_without_label', attributeCode });
  return problems;
}

function attributeWarnings(attribute: Attribute): StoreWarning[] {
  const warnings: StoreWarning[] = [];
  if (attribute.scope !== '' && attribute.scope !== 'global') {
    warnings.push({ code: 'attribute_scope_not_global', scope: attribute.scope });
  }
  if (attribute.is_unique) warnings.push({ code: 'attribute_unique' });
  if (attribute.is_required) warnings.push({ code: 'attribute_required' });
  return warnings;
}

function currencyWarnings(country: Country, storeCurrency: string): StoreWarning[] {
  const marketplaceCurrency = marketplaceOfCountry(country)?.currency;
  if (marketplaceCurrency === undefined || marketplaceCurrency === storeCurrency) return [];
  return [{ code: 'currency_differs', storeCurrency, marketplaceCurrency }];
}

/** These addresses exist on every instance; where they do not, it is not the REST API that answered. */
function mustExist<T>(answer: CommerceAnswer<T>): { readonly outcome: 'ok'; readonly value: T } | InstanceUnread {
  return answer.outcome === 'not_found' ? unverifiable('unexpected_answer') : answer;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
