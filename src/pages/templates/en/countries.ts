import type { StoreLine } from '../../store-lines';

/** `the United States, Canada and Mexico`, as it stands in a sentence. */
export function countriesInWords(stores: readonly StoreLine[]): string {
  const names = stores.map(({ country }) => (country.startsWith('United ') ? `the ${country}` : country));
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(names);
}
