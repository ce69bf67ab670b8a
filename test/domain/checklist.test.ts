import {
  CHECKLIST_CODES,
  checklistOf,
  describeChecklistItem,
  type ChecklistCode,
  type ChecklistFacts,
} from '../../src/domain/checklist';

const T0 = Date.UTC(2026, 0, 15, 12);
const US = 'ATVPDKIKX0DER';
const CA = 'A2EUQ1WTGCTBG2';

const NOTHING: ChecklistFacts = { region: 'na', stores: [], requirements: [], account: null, confirmations: [] };
const US_STORE = { storeId: 'us', checkedAt: T0, warnings: [] } as const;
const CA_STORE = { storeId: 'ca', checkedAt: T0 + 1, warnings: [] } as const;

function sells(
  marketplaceId: string,
  changes: { readonly isParticipating?: boolean; readonly hasSuspendedListings?: boolean } = {},
) {
  return { marketplaceId, isParticipating: true, hasSuspendedListings: false, storeName: 'Acme', ...changes };
}

function item(code: ChecklistCode, changes: Partial<ChecklistFacts>) {
  return checklistOf({ ...NOTHING, ...changes }).find((one) => one.code === code);
}

const found = (at: number) => ({ by: 'evergrant', at });

test('at first everything is unknown', () => {
  const items = checklistOf(NOTHING);

  expect(items.every(({ state, source }) => state === 'unknown' && source === null)).toBe(true);
});

test.each(CHECKLIST_CODES)('%s says how it should be and what to do', (code) => {
  const { sentence, remedy } = describeChecklistItem(code);

  expect(sentence).toMatch(/^[A-Z].*\.$/);
  expect(remedy).toMatch(/^[A-Z].*\.$/);
});

test('VAT concerns Europe alone', () => {
  expect(item('vat_settings', { region: 'na' })).toBeUndefined();
  expect(item('vat_settings', { region: 'eu' })).toBeDefined();
});

describe('what the creation of the stores has seen', () => {
  test.each(['website', 'match_attribute', 'currency'] as const)('%s is ok once every store was found so', (code) => {
    expect(item(code, { stores: [US_STORE, CA_STORE] })).toMatchObject({ state: 'ok', source: found(T0 + 1) });
    expect(item(code, { stores: [US_STORE, { ...CA_STORE, checkedAt: null }] })).toMatchObject({ state: 'unknown' });
  });

  test.each([
    ['currency', { code: 'currency_differs', storeCurrency: 'EUR', marketplaceCurrency: 'USD' }],
    ['match_attribute', { code: 'attribute_scope_not_global', scope: 'store' }],
    ['match_attribute', { code: 'attribute_unique' }],
    ['match_attribute', { code: 'attribute_required' }],
  ] as const)('%s asks for attention where a store has a warning (%o), and names the store', (code, warning) => {
    const stores = [US_STORE, { ...CA_STORE, warnings: [warning] }];

    expect(item(code, { stores })).toEqual({ code, state: 'attention', source: found(T0 + 1), stores: ['ca'] });
  });

  test('an attribute that we made ourselves is in order', () => {
    const stores = [{ ...US_STORE, warnings: [{ code: 'attribute_created', attributeCode: 'asin' } as const] }];

    expect(item('match_attribute', { stores })).toMatchObject({ state: 'ok' });
  });

  test.each([
    ['website', 'website_unknown'],
    ['website', 'website_without_store_view'],
    ['website', 'marketplace_taken'],
    ['match_attribute', 'attribute_unknown'],
    ['match_attribute', 'attribute_not_mappable'],
    ['match_attribute', 'attribute_without_label'],
    ['match_attribute', 'attribute_excluded'],
  ] as const)('%s asks for attention where a store is held up by %s', (code, problem) => {
    const requirements = [{ code: problem, since: T0 + 5, params: { storeId: 'us' } }];
    const stores = [{ ...US_STORE, checkedAt: null }, CA_STORE];

    expect(item(code, { stores, requirements })).toMatchObject({
      state: 'attention',
      source: found(T0 + 5),
      stores: ['us'],
    });
  });
});

describe('what Amazon has told', () => {
  const account = { print: [sells(US), sells(CA)], printedAt: T0 + 9, plan: null };

  test('the account is ok where it sells in the marketplace of every store', () => {
    expect(item('seller_account', { stores: [US_STORE, CA_STORE], account })).toMatchObject({
      state: 'ok',
      source: found(T0 + 9),
    });
  });

  test.each([
    ['is not there', []],
    ['does not participate', [sells(CA, { isParticipating: false })]],
    ['has its listings suspended', [sells(CA, { hasSuspendedListings: true })]],
  ])('the account asks for attention where a marketplace %s', (_name, ofCanada) => {
    const print = [sells(US), ...ofCanada];

    expect(item('seller_account', { stores: [US_STORE, CA_STORE], account: { ...account, print } })).toMatchObject({
      state: 'attention',
      stores: ['ca'],
    });
  });

  test.each([
    ['professional', 'ok'],
    ['individual', 'attention'],
  ] as const)('the plan %s is %s', (name, state) => {
    const plan = { name, askedAt: T0 + 3 };

    expect(item('selling_plan', { account: { ...account, plan } })).toMatchObject({ state, source: found(T0 + 3) });
  });

  test('a plan that Amazon does not tell is unknown', () => {
    expect(item('selling_plan', { account })).toMatchObject({ state: 'unknown' });
  });
});

describe('what a person confirms', () => {
  const confirmedAt = (code: ChecklistCode, at: number) => [{ code, name: 'Jane Doe', at }];
  const individual = (askedAt: number) => ({
    print: [],
    printedAt: T0,
    plan: { name: 'individual', askedAt } as const,
  });

  test('is confirmed with name and instant, where we cannot look', () => {
    expect(item('return_policy', { confirmations: confirmedAt('return_policy', T0) })).toEqual({
      code: 'return_policy',
      state: 'confirmed',
      source: { by: 'person', name: 'Jane Doe', at: T0 },
      stores: [],
    });
  });

  test('outranks what we found before', () => {
    const confirmations = confirmedAt('selling_plan', T0 + 1);

    expect(item('selling_plan', { account: individual(T0), confirmations })).toMatchObject({ state: 'confirmed' });
  });

  test('is outranked by what we find later', () => {
    const confirmations = confirmedAt('selling_plan', T0);

    expect(item('selling_plan', { account: individual(T0 + 1), confirmations })).toMatchObject({ state: 'attention' });
  });

  test('is not needed where we found it ok ourselves', () => {
    const confirmations = confirmedAt('website', T0 + 100);

    expect(item('website', { stores: [US_STORE], confirmations })).toMatchObject({ state: 'ok', source: found(T0) });
  });
});
