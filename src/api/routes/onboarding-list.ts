import { listQuery, type ListQueryParameters } from '../../domain/contract/list';
import { onboardingPage } from '../../domain/contract/status';
import type { ApiKey, ListQuery } from '../../registry/registry';
import { readCursor, writeCursor } from '../../documents/cursor';
import { problem } from '../problem';
import { type Route, route } from '../route';
import { summaryDocument } from '../../documents/status-document';
import type { RouteContext } from './context';

export function listRoute({ registry }: RouteContext): Route {
  return route({
    operationId: 'listOnboardings',
    method: 'get',
    path: '/v1/onboardings',
    tag: 'Onboardings',
    summary: 'List onboardings',
    description: 'All onboardings that the key may see, in order of onboardingId; filters are combined.',
    scope: 'read',
    query: listQuery,
    answer: { status: 200, description: 'One page.', schema: onboardingPage },
    problems: [],
    async handle({ query }, key) {
      const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
      if (query.cursor !== undefined && after === undefined) return INVALID_CURSOR;

      const { items, next } = await registry.onboardings.list(registryQuery(query, after, key));
      return { body: { items: items.map(summaryDocument), nextCursor: next === null ? null : writeCursor(next) } };
    },
  });
}

const INVALID_CURSOR = problem('invalid_parameter', {
  errors: [
    {
      in: 'query',
      pointer: '/cursor',
      code: 'invalid_cursor',
      detail: 'This is no cursor that was given out here.',
      remedy: 'Send nextCursor of the page before as it was, or leave it out to begin anew.',
    },
  ],
});

function registryQuery(query: ListQueryParameters, after: string | undefined, key: ApiKey): ListQuery {
  const { stage, waitingOn, merchantId, expiresBefore, limit } = query;
  return {
    limit,
    ...(stage !== undefined && { stage }),
    ...(waitingOn !== undefined && { waitingOn }),
    ...(merchantId !== undefined && { merchantId }),
    ...(expiresBefore !== undefined && { expiresBefore }),
    ...(after !== undefined && { after }),
    ...(key.merchantIds !== null && { merchantIds: key.merchantIds }),
  };
}
