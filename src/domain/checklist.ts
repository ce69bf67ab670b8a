import type { Instant } from './clock';
import { marketplaceOfStore, type OfferedRegion, type StoreId } from './marketplaces';
import type { Participation, SellingPlan, StoreWarning } from './outcomes';
import type { Requirement, RequirementCode } from './requirements';

/*
 * The pre-setup checklist: what should be in order at Commerce and Amazon so that selling goes well. It is advice and
 * holds nothing up. What can be seen on the way is checked; for the rest a person gives their name.
 */

interface Texts {
  /** How it should be. */
  readonly sentence: string;
  /** What to do if it is not. */
  readonly remedy: string;
  /** Where it is of no concern, it is left out. */
  readonly region?: OfferedRegion;
}

/** Every item in the order of working through them. Codes are stable; texts may change. */
const ITEMS = {
  commerce_cron: {
    sentence: 'The cron jobs of Commerce run, best every minute and at least every five minutes.',
    remedy: 'Have whoever runs the Commerce instance install its crontab (bin/magento cron:install).',
  },
  website: {
    sentence: 'Each store has a Commerce website of its own, with a default store view that orders are imported into.',
    remedy:
      'Correct the website code of the store, or give the website a default store view under Stores > All Stores.',
  },
  match_attribute: {
    sentence:
      'Commerce has the product attribute that carries the Amazon product id: text or select, global scope, neither unique nor required.',
    remedy: 'Mend the attribute under Stores > Attributes > Product, or map another one.',
  },
  currency: {
    sentence: "The website sells in the marketplace's currency, or Commerce has a rate between the two.",
    remedy: 'Allow the currency and set its rate under Stores > Currency; prices are not converted by themselves.',
  },
  condition_attribute: {
    sentence: 'If products are sold in more than one condition, a product attribute says in which.',
    remedy: 'Create a dropdown attribute (global scope) for the condition, and fill it in.',
  },
  promo_rule_attributes: {
    sentence: 'The attributes that listing rules will ask for may be used in promotion rules.',
    remedy: 'Set "Use for Promo Rule Conditions" to Yes for each of them under Stores > Attributes > Product.',
  },
  seller_account: {
    sentence: 'The Amazon account is active in the marketplace of each store, and its listings are not suspended.',
    remedy: 'Open the marketplace in Seller Central, or settle there why its listings are suspended.',
  },
  selling_plan: {
    sentence: 'The Amazon account has the Professional selling plan.',
    remedy: 'Change the plan in the account settings of Seller Central.',
  },
  category_approval: {
    sentence: 'Amazon has approved the seller for the products and categories that are to be sold.',
    remedy: 'Apply for approval in Seller Central.',
  },
  return_policy: {
    sentence: "The return policy is at least as generous as Amazon's.",
    remedy: 'Set it in Seller Central.',
  },
  tax_settings: {
    sentence: 'Tax is set up in Seller Central.',
    remedy: 'Set it up there before the first order.',
  },
  vat_settings: {
    sentence: 'VAT is set up in Seller Central.',
    remedy: "Set it up there in good time: Amazon's VAT Calculation Service takes 10 to 14 days.",
    region: 'eu',
  },
  shipping_settings: {
    sentence: 'Shipping methods and rates are set up in Seller Central.',
    remedy: 'Set them up there before the first order.',
  },
  listings_paused: {
    sentence:
      'While the store is set up, its Amazon listings are inactive (vacation); afterwards they are active again.',
    remedy: 'Set the region to inactive in Seller Central, and back to active when the store is connected and set up.',
  },
} as const satisfies Readonly<Record<string, Texts>>;

export type ChecklistCode = keyof typeof ITEMS;
export const CHECKLIST_CODES = Object.keys(ITEMS) as readonly ChecklistCode[];

export const CHECKLIST_STATES = ['ok', 'attention', 'unknown', 'confirmed'] as const;
export type ChecklistState = (typeof CHECKLIST_STATES)[number];

/** How the state of an item is known. */
export type ChecklistSource =
  | { readonly by: 'evergrant'; readonly at: Instant }
  | { readonly by: 'person'; readonly name: string; readonly at: Instant };

export interface ChecklistItem {
  readonly code: ChecklistCode;
  readonly state: ChecklistState;
  /** Null while it is unknown. */
  readonly source: ChecklistSource | null;
  /** The stores that need attention; empty if none does, or the account as a whole. */
  readonly stores: readonly StoreId[];
}

export interface Confirmation {
  readonly code: ChecklistCode;
  readonly name: string;
  readonly at: Instant;
}

/** What the checklist is made from. */
export interface ChecklistFacts {
  readonly region: OfferedRegion;
  readonly stores: readonly {
    readonly storeId: StoreId;
    /** When it was last found in order against the Commerce instance; null until then. */
    readonly checkedAt: Instant | null;
    readonly warnings: readonly StoreWarning[];
  }[];
  readonly requirements: readonly Pick<Requirement, 'code' | 'since' | 'params'>[];
  /** Of the grant in force. */
  readonly account: {
    readonly print: readonly Participation[];
    readonly printedAt: Instant;
    readonly plan: { readonly name: SellingPlan; readonly askedAt: Instant } | null;
  } | null;
  readonly confirmations: readonly Confirmation[];
}

/** The checklist of an onboarding. Pure. */
export function checklistOf(facts: ChecklistFacts): readonly ChecklistItem[] {
  return CHECKLIST_CODES.filter((code) => concerns(ITEMS[code], facts.region)).map((code) => {
    const confirmation = facts.confirmations.find((one) => one.code === code);
    return itemOf(code, CHECKS[code]?.(facts) ?? null, confirmation);
  });
}

export function describeChecklistItem(code: ChecklistCode): Pick<Texts, 'sentence' | 'remedy'> {
  const { sentence, remedy } = ITEMS[code];
  return { sentence, remedy };
}

function concerns({ region }: Texts, ofOnboarding: OfferedRegion): boolean {
  return region === undefined || region === ofOnboarding;
}

/** What we saw ourselves outranks what a person said before we looked; whoever says it afterwards has seen the finding. */
function itemOf(code: ChecklistCode, check: Check | null, confirmation: Confirmation | undefined): ChecklistItem {
  if (check && (check.state === 'ok' || !confirmation || confirmation.at < check.at)) {
    return { code, state: check.state, source: { by: 'evergrant', at: check.at }, stores: check.stores };
  }
  if (!confirmation) return { code, state: 'unknown', source: null, stores: [] };
  const { name, at } = confirmation;
  return { code, state: 'confirmed', source: { by: 'person', name, at }, stores: [] };
}

interface Check {
  readonly state: 'ok' | 'attention';
  readonly at: Instant;
  readonly stores: readonly StoreId[];
}

const CHECKS: Readonly<Partial<Record<ChecklistCode, (facts: ChecklistFacts) => Check | null>>> = {
  website: (facts) => ofStores(facts, ['website_unknown', 'website_without_store_view', 'marketplace_taken'], []),
  match_attribute: (facts) =>
    ofStores(
      facts,
      ['attribute_unknown', 'attribute_not_mappable', 'attribute_without_label', 'attribute_excluded'],
      ['attribute_scope_not_global', 'attribute_unique', 'attribute_required'],
    ),
  currency: (facts) => ofStores(facts, [], ['currency_differs']),
  seller_account: ({ stores, account }) => {
    if (!account || stores.length === 0) return null;
    const missing = stores.map(({ storeId }) => storeId).filter((storeId) => !sells(storeId, account.print));
    return { state: missing.length === 0 ? 'ok' : 'attention', at: account.printedAt, stores: missing };
  },
  selling_plan: ({ account }) =>
    account?.plan
      ? { state: account.plan.name === 'professional' ? 'ok' : 'attention', at: account.plan.askedAt, stores: [] }
      : null,
};

/** In order once every store was found so; a problem or warning of one is a matter for attention. */
function ofStores(
  { stores, requirements }: ChecklistFacts,
  problems: readonly RequirementCode[],
  warnings: readonly StoreWarning['code'][],
): Check | null {
  const found: { readonly storeId: StoreId; readonly at: Instant }[] = [];
  for (const { storeId, checkedAt, warnings: ofStore } of stores) {
    const problem = requirements.find(({ code, params }) => params['storeId'] === storeId && problems.includes(code));
    if (problem) found.push({ storeId, at: problem.since });
    else if (checkedAt !== null && ofStore.some(({ code }) => warnings.includes(code)))
      found.push({ storeId, at: checkedAt });
  }
  if (found.length > 0) {
    return {
      state: 'attention',
      at: Math.max(...found.map(({ at }) => at)),
      stores: found.map(({ storeId }) => storeId),
    };
  }
  const checked = stores.flatMap(({ checkedAt }) => checkedAt ?? []);
  if (stores.length === 0 || checked.length < stores.length) return null;
  return { state: 'ok', at: Math.max(...checked), stores: [] };
}

function sells(storeId: StoreId, print: readonly Participation[]): boolean {
  const { id } = marketplaceOfStore(storeId);
  return print.some(
    ({ marketplaceId, isParticipating, hasSuspendedListings }) =>
      marketplaceId === id && isParticipating && !hasSuspendedListings,
  );
}
