import { isExcludedAttribute } from './excluded-attributes';
import { readStructure, type Reading } from './instance';
import { orderTarget, type Structure } from './order-target';
import type { CommerceAnswer, CommerceRest } from './rest';
import type { Attribute, AttributePage } from './rest-schemas';
import { labelOf, MAPPABLE_INPUTS } from './store-check';
import { unverifiable } from './unverifiable';
import { mustExist, verdictOver } from './verdict';

/** What can be chosen for a store of this instance. */
export interface CommerceOptions {
  readonly websites: readonly WebsiteOption[];
  readonly attributes: readonly AttributeOption[];
  /** There are more attributes than were read. */
  readonly truncated: boolean;
}

export interface WebsiteOption {
  readonly code: string;
  readonly name: string;
  /** Code of the view into which orders would be imported; null: no store can be created for the website as it is. */
  readonly storeViewCode: string | null;
}

export interface AttributeOption {
  readonly code: string;
  readonly label: string;
  readonly input: string;
  /** `global`, `website` or `store`; empty where an edition does not tell. */
  readonly scope: string;
  readonly isUnique: boolean;
  readonly isRequired: boolean;
}

/** Commerce refuses pages of more than 300 where input limits are on. */
const PAGE_SIZE = 200;
const MAX_PAGES = 5;
/** Also where an instance sends more than a page at a time. */
const MAX_ATTRIBUTES = PAGE_SIZE * MAX_PAGES;

/** Reads what a form for stores offers: at most a thousand attributes, in the order of their codes. */
export async function readOptions(rest: CommerceRest): Promise<Reading<CommerceOptions>> {
  const reading = await readStructure(rest, async () => [await attributePage(rest, 1)]);
  if (reading.outcome !== 'ok') return reading;
  const { beside, ...structure } = reading.value;

  const found = new Map<string, Attribute>();
  let [page] = beside;
  for (let number = 1; page?.outcome === 'ok'; page = await attributePage(rest, (number += 1))) {
    const { items, total_count: total } = page.value;
    for (const attribute of items) found.set(attribute.attribute_code, attribute);
    if (number * PAGE_SIZE >= total || items.length === 0 || number === MAX_PAGES) {
      const truncated = number * PAGE_SIZE < total || found.size > MAX_ATTRIBUTES;
      return { outcome: 'ok', value: optionsOf(structure, [...found.values()].slice(0, MAX_ATTRIBUTES), truncated) };
    }
  }
  const evidence = { outcome: 'ok', value: structure } as const;
  return (page && verdictOver(rest, [page], [evidence])) ?? unverifiable('unexpected_answer');
}

async function attributePage(rest: CommerceRest, number: number): Promise<CommerceAnswer<AttributePage>> {
  return mustExist(await rest.attributes(MAPPABLE_INPUTS, { number, size: PAGE_SIZE }));
}

function optionsOf(structure: Structure, attributes: readonly Attribute[], truncated: boolean): CommerceOptions {
  return {
    websites: structure.websites.map(({ code, name }) => ({
      code,
      name,
      storeViewCode: orderTarget(code, structure)?.view.code ?? null,
    })),
    attributes: attributes.filter(isMappable).map((attribute) => ({
      code: attribute.attribute_code,
      label: labelOf(attribute),
      input: attribute.frontend_input,
      scope: attribute.scope,
      isUnique: attribute.is_unique,
      isRequired: attribute.is_required,
    })),
    truncated,
  };
}

/** Not every edition filters as it was asked to. */
function isMappable(attribute: Attribute): boolean {
  const { attribute_code: code, frontend_input: input } = attribute;
  return MAPPABLE_INPUTS.includes(input) && !isExcludedAttribute(code) && labelOf(attribute) !== '';
}
