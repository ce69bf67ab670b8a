import type { CommerceModules } from '../domain/outcomes';
import { orderTarget, type Structure } from './order-target';
import type { CommerceAnswer, CommerceRest } from './rest';
import type { Attribute, StoreConfig } from './rest-schemas';
import { unverifiable } from './unverifiable';
import { endsAll, mustExist, verdictOver, type InstanceUnread } from './verdict';

/** What of one Commerce instance is needed to judge stores. */
export interface Instance extends Structure {
  readonly storeConfigs: readonly StoreConfig[];
  /** By the attribute code that was asked for; codes that Commerce does not know are absent. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Null where they may not be read or could not be. */
  readonly modules: CommerceModules | null;
}

/** What of an instance was read, or why nothing could be. */
export type Reading<T> = { readonly outcome: 'ok'; readonly value: T } | InstanceUnread;

interface Wanted {
  readonly websiteCode: string;
  readonly attributeCode: string;
}

/** Reads once what the given stores share, so that each can then be judged without asking again. */
export async function readInstance(rest: CommerceRest, stores: readonly Wanted[]): Promise<Reading<Instance>> {
  const codes = [...new Set(stores.map(({ attributeCode }) => attributeCode))];
  const reading = await readStructure(rest, () => Promise.all(codes.map((code) => rest.attribute(code))));
  if (reading.outcome !== 'ok') return reading;

  const { beside: answers, ...structure } = reading.value;
  const storeConfigs = await readConfigs(rest, stores, structure);
  if (storeConfigs.outcome !== 'ok') return storeConfigs;
  const attributes = new Map<string, Attribute>();
  for (const [index, answer] of answers.entries()) {
    const code = codes[index];
    if (answer.outcome === 'ok' && code !== undefined) attributes.set(code, answer.value);
  }
  return { outcome: 'ok', value: { ...structure, storeConfigs: storeConfigs.value, attributes } };
}

export interface StructureReading<T> extends Structure {
  readonly modules: CommerceModules | null;
  readonly beside: readonly CommerceAnswer<T>[];
}

/** Reads websites with their groups and views, and beside them what `askBeside` asks for under the same conditions. */
export async function readStructure<T>(
  rest: CommerceRest,
  askBeside: () => Promise<readonly CommerceAnswer<T>[]>,
): Promise<Reading<StructureReading<T>>> {
  // One small read first: what is wrong with the connection as a whole shows here, and is not asked for six times over.
  const websites = mustExist(await rest.websites());
  const ending = endsAll(websites);
  if (ending) return ending;

  const [groupsAnswer, viewsAnswer, modulesAnswer, beside] = await Promise.all([
    rest.storeGroups(),
    rest.storeViews(),
    rest.modules(),
    askBeside(),
  ]);
  const storeGroups = mustExist(groupsAnswer);
  const storeViews = mustExist(viewsAnswer);
  const verdict = verdictOver(rest, [websites, storeGroups, storeViews, ...beside], [mustExist(modulesAnswer)]);
  if (verdict) return verdict;
  if (websites.outcome !== 'ok' || storeGroups.outcome !== 'ok' || storeViews.outcome !== 'ok') {
    return unverifiable('unexpected_answer');
  }
  return {
    outcome: 'ok',
    value: {
      websites: websites.value,
      storeGroups: storeGroups.value,
      storeViews: storeViews.value,
      modules: modulesAnswer.outcome === 'ok' ? modulesOf(modulesAnswer.value) : null,
      beside,
    },
  };
}

async function readConfigs(
  rest: CommerceRest,
  stores: readonly Wanted[],
  structure: Structure,
): Promise<Reading<readonly StoreConfig[]>> {
  const codes = new Set(stores.flatMap(({ websiteCode }) => orderTarget(websiteCode, structure)?.view.code ?? []));
  if (codes.size === 0) return { outcome: 'ok', value: [] };
  const answer = mustExist(await rest.storeConfigs([...codes]));
  // Others have answered, so whatever else stands there is not to be taken for a wrong address.
  const verdict = verdictOver(rest, [answer], [{ outcome: 'ok', value: structure }]);
  if (verdict || answer.outcome !== 'ok') return verdict ?? unverifiable('unexpected_answer');
  const known = new Set(answer.value.map(({ code }) => code));
  return [...codes].every((code) => known.has(code)) ? answer : unverifiable('unexpected_answer');
}

function modulesOf(names: readonly string[]): CommerceModules {
  return {
    amazonSalesChannel: names.includes('Magento_Amazon'),
    servicesConnector: names.includes('Magento_ServicesConnector'),
  };
}
