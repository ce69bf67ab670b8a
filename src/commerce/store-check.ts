import { marketplaceOfCountry, type Country, type StoreId } from '../domain/marketplaces';
import type { AmazonIdType, StoreProblem, StoreWarning } from '../domain/outcomes';
import { isExcludedAttribute } from './excluded-attributes';
import type { Instance } from './instance';
import { orderTarget } from './order-target';
import type { Attribute } from './rest-schemas';

/** What of a store must exist in Commerce. */
export interface WantedStore {
  readonly storeId: StoreId;
  readonly country: Country;
  readonly websiteCode: string;
  readonly amazonIdType: AmazonIdType;
  readonly attributeCode: string;
  readonly createAttributeIfMissing: boolean;
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

/** All problems of a store at once. Pure. `instance` must have been read with this store among the wanted ones. */
export function judgeStore(store: WantedStore, instance: Instance): StoreCheck {
  const target = orderTarget(store.websiteCode, instance);
  const attribute = instance.attributes.get(store.attributeCode);
  const config = instance.storeConfigs.find(({ code }) => code === target?.view.code);
  const problems = [...websiteProblems(store, instance), ...attributeProblems(store, instance)];
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

function websiteProblems(store: WantedStore, instance: Instance): StoreProblem[] {
  const { websiteCode } = store;
  if (!instance.websites.some(({ code }) => code === websiteCode)) return [{ code: 'website_unknown', websiteCode }];
  return orderTarget(websiteCode, instance) ? [] : [{ code: 'website_without_store_view', websiteCode }];
}

/** What is still missing after everything that may be made was made: see `makeMissingAttributes`. */
function missingAttribute(store: WantedStore, instance: Instance): StoreProblem[] {
  const { attributeCode, createAttributeIfMissing } = store;
  if (!createAttributeIfMissing) return [{ code: 'attribute_unknown', attributeCode }];
  if (isExcludedAttribute(attributeCode)) return [{ code: 'attribute_excluded', attributeCode }];
  return websiteProblems(store, instance).length > 0 ? [] : [{ code: 'attribute_not_created', attributeCode }];
}

/** Whether the store lacks nothing but its attribute, which is to be made: nothing is made for a store that cannot be. */
export function wantsAttributeMade(store: WantedStore, instance: Instance): boolean {
  if (!store.createAttributeIfMissing || instance.attributes.has(store.attributeCode)) return false;
  return !isExcludedAttribute(store.attributeCode) && websiteProblems(store, instance).length === 0;
}

/** The kinds of input that can carry a product id. */
export const MAPPABLE_INPUTS: readonly string[] = ['text', 'select'];

function attributeProblems(store: WantedStore, instance: Instance): StoreProblem[] {
  const { attributeCode } = store;
  const attribute = instance.attributes.get(attributeCode);
  if (!attribute) return missingAttribute(store, instance);
  const problems: StoreProblem[] = [];
  if (isExcludedAttribute(attributeCode)) problems.push({ code: 'attribute_excluded', attributeCode });
  if (!MAPPABLE_INPUTS.includes(attribute.frontend_input)) {
    problems.push({ code: 'attribute_not_mappable', attributeCode, frontendInput: attribute.frontend_input });
  }
  if (labelOf(attribute) === '') problems.push({ code: 'attribute_without_label', attributeCode });
  return problems;
}

/** The default label, or else any; empty if there is none. */
export function labelOf(attribute: Attribute): string {
  const labels = [attribute.default_frontend_label, ...attribute.frontend_labels.map(({ label }) => label)];
  return labels.find((label) => label !== '') ?? '';
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
