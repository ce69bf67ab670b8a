import { z } from 'zod';
import type { Instant } from '../domain/clock';
import { listFilters } from '../domain/contract/list';
import { DAY_MS } from '../domain/policy';
import { REQUIREMENT_CODES } from '../domain/requirements';
import type { Registry } from '../registry/registry';
import type { StatusView } from '../registry/status-view';
import { Failure } from './failure';
import { parseWith } from './input';

const PAGE = 100;

const filters = listFilters.extend({
  requirement: z.enum(REQUIREMENT_CODES).optional(),
  waitingDays: z.coerce.number().int().min(0).max(10_000).optional(),
});
export type Where = z.output<typeof filters>;

/** How the filters are called on the command line. */
const NAMES: Readonly<Record<string, keyof Where>> = {
  stage: 'stage',
  'waiting-on': 'waitingOn',
  merchant: 'merchantId',
  'expires-before': 'expiresBefore',
  requirement: 'requirement',
  'waiting-days': 'waitingDays',
};

/** For the help. */
export const WHERE_NAMES = Object.keys(NAMES).join(', ');

/** Reads `stage=expired` and the like; all of them must hold. Throws a `Failure` for one that cannot be understood. */
export function parseWhere(given: readonly string[]): Where {
  const named = given.map((text) => {
    const [name = '', ...value] = text.split('=');
    const key = NAMES[name];
    if (key !== undefined && value.length > 0) return [key, value.join('=')] as const;
    throw new Failure({
      kind: 'unusable',
      code: 'invalid_argument',
      message: `There is no filter "${name.slice(0, 40)}".`,
      remedy: `Nothing was done; write it like stage=expired. There are: ${WHERE_NAMES}.`,
    });
  });
  return parseWith(filters, Object.fromEntries(named), 'query');
}

/** The onboardings for which all filters hold, but for those that are disconnected. In the order of their ids. */
export async function* onboardingsWhere(
  registry: Pick<Registry, 'onboardings'>,
  { stage, waitingOn, merchantId, expiresBefore, requirement, waitingDays }: Where,
  now: Instant,
): AsyncGenerator<StatusView> {
  let after: string | null | undefined;
  do {
    const { items, next } = await registry.onboardings.list({
      limit: PAGE,
      ...(stage !== undefined && { stage }),
      ...(waitingOn !== undefined && { waitingOn }),
      ...(merchantId !== undefined && { merchantId }),
      ...(expiresBefore !== undefined && { expiresBefore }),
      ...(typeof after === 'string' && { after }),
    });
    for (const item of items) {
      if (item.closedAt !== null || item.stage === 'disconnected') continue;
      if (requirement !== undefined && !item.requirements.some(({ code }) => code === requirement)) continue;
      if (waitingDays !== undefined && now - item.waitingSince < waitingDays * DAY_MS) continue;
      yield item;
    }
    after = next;
  } while (after !== null);
}
