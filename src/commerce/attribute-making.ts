import type { AmazonIdType } from '../domain/outcomes';
import type { Instance, Reading } from './instance';
import type { CommerceRest } from './rest';
import type { Attribute } from './rest-schemas';
import { wantsAttributeMade, type WantedStore } from './store-check';
import { unverifiable } from './unverifiable';
import { unsaid, verdictOver } from './verdict';

/** Keeps in mind for which stores an attribute was ordered, so that this is told even if Commerce's answer is lost. */
export interface OrderBook {
  /** Before the order is sent; false if it was kept in mind already. */
  note(store: WantedStore): Promise<boolean>;
  /** It was not made for this store after all. */
  takeBack(store: WantedStore): Promise<void>;
}

/** Default labels of the attributes that are made, as the people see them who fill them in. */
const LABELS: Readonly<Record<AmazonIdType, string>> = {
  asin: 'Amazon ASIN',
  ean: 'EAN',
  gcid: 'GCID',
  isbn: 'ISBN',
  upc: 'UPC',
  general: 'Amazon search term',
};

/**
 * Makes the attributes that stores want made and that are missing, each once, and returns the instance with them. What
 * Commerce declines to make stays absent. An attribute is looked for after its order whatever the answer was: the answer
 * may have been lost, or somebody else may have made it meanwhile.
 */
export async function makeMissingAttributes(
  rest: CommerceRest,
  stores: readonly WantedStore[],
  instance: Instance,
  book: OrderBook,
): Promise<Reading<Instance>> {
  const attributes = new Map(instance.attributes);
  const wanting = stores.filter((store) => wantsAttributeMade(store, instance));
  for (const code of new Set(wanting.map(({ attributeCode }) => attributeCode))) {
    const sharing = wanting.filter(({ attributeCode }) => attributeCode === code);
    const made = await makeAttribute(rest, code, sharing, book);
    if (made.outcome !== 'ok') return made;
    if (made.value) attributes.set(code, made.value);
  }
  return { outcome: 'ok', value: { ...instance, attributes } };
}

async function makeAttribute(
  rest: CommerceRest,
  code: string,
  stores: readonly WantedStore[],
  book: OrderBook,
): Promise<Reading<Attribute | undefined>> {
  const [first] = stores;
  if (!first) return { outcome: 'ok', value: undefined };
  const noted: WantedStore[] = [];
  for (const store of stores) if (await book.note(store)) noted.push(store);

  const order = await rest.createAttribute(code, LABELS[first.amazonIdType]);
  if (order.outcome === 'declined' || order.outcome === 'refused')
    for (const store of noted) await book.takeBack(store);
  if (order.outcome === 'refused') return unsaid(order);

  const found = await rest.attribute(code);
  if (found.outcome === 'ok') return found;
  const verdict = verdictOver(rest, [found], [{ outcome: 'ok', value: code }]);
  if (verdict) return verdict;
  if (order.outcome === 'declined') return { outcome: 'ok', value: undefined };
  return order.outcome === 'unverifiable' ? order : unverifiable('unexpected_answer');
}
