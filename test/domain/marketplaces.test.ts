import {
  isOffered,
  marketplaceById,
  marketplaceOfCountry,
  marketplaceOfStore,
  MARKETPLACES,
  OFFERED_COUNTRIES,
  storeIdOf,
  type StoreId,
} from '../../src/domain/marketplaces';

/** Amazon's page "Marketplace IDs", written down a second time. */
const IDS = {
  na: 'US ATVPDKIKX0DER CA A2EUQ1WTGCTBG2 MX A1AM78C64UM0Y8 BR A2Q3Y263D00KWC',
  eu:
    'UK A1F83G8C2ARO7P DE A1PA6795UKMFR9 FR A13V1IB3VIYZZH IT APJ6JRA9NG5V4 ES A1RKKUPIHCS9HS NL A1805IZSGTT6HS ' +
    'SE A2NODRKZP88ZB9 PL A1C3SOZRARQ6R3 BE AMEN7PMS3EDWL IE A28R8C7NBKEWEA TR A33AVAJ2PDY3EV ZA AE08WJ6YKNBMC ' +
    'EG ARBP9OOSHTCHU SA A17E79C6D8DWNP AE A2VIGQ35RCS4UG IN A21TJRUUN4KGV',
  fe: 'SG A19VAU5U5O7RUS AU A39IBJ37TRP1C6 JP A1VC38T7YXB528',
};

describe('MARKETPLACES', () => {
  it.each(Object.entries(IDS))('lists the marketplaces of region %s with their ids', (region, ids) => {
    const listed = MARKETPLACES.filter((row) => row.region === region).map(({ country, id }) => `${country} ${id}`);
    expect(listed.join(' ')).toBe(ids);
  });

  it('has 23 rows, each with a country and an id of its own', () => {
    const distinct = (values: readonly string[]) => new Set(values).size;
    expect([MARKETPLACES.map(({ id }) => id), MARKETPLACES.map(({ country }) => country)].map(distinct)).toEqual([
      23, 23,
    ]);
  });

  it.each(MARKETPLACES.map(({ country, sellerCentral }) => [country, sellerCentral]))(
    'signs sellers of %s in at a bare https address of Amazon',
    (_country, sellerCentral) => {
      expect(sellerCentral).toMatch(/^https:\/\/sellercentral(-europe)?\.amazon\.[a-z.]+$/);
    },
  );
});

describe('Countries', () => {
  it.each(['GB', 'UK', 'gb', ' uk '])('%j is the United Kingdom', (code) => {
    expect(marketplaceOfCountry(code)?.id).toBe('A1F83G8C2ARO7P');
  });

  it('are recognised also where they are not offered', () => {
    expect(marketplaceOfCountry('de')).toMatchObject({ name: 'Germany' });
    expect(isOffered('DE')).toBe(false);
  });

  it.each(['', 'XX', 'USA'])('%j is none of Amazon’s', (code) => {
    expect(marketplaceOfCountry(code)).toBeUndefined();
  });

  it.each(OFFERED_COUNTRIES)('%s is offered and has its store', (country) => {
    expect(isOffered(country)).toBe(true);
    expect(marketplaceOfStore(storeIdOf(country)).country).toBe(country);
  });

  it('have no store where they are not offered', () => {
    expect(() => marketplaceOfStore('de' as StoreId)).toThrow(RangeError);
  });
});

it('An id that Amazon does not document is unknown', () => {
  expect(marketplaceById('A2ZV50J4W1RKNI')).toBeUndefined();
});
