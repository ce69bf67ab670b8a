import { paging } from '../../documents/paging';
import { summaryDocument } from '../../documents/status-document';
import { onboardingId } from '../../domain/contract/identifiers';
import { type ListFilters, listFilters } from '../../domain/contract/list';
import { onboardingPage } from '../../domain/contract/status';
import type { ApiKey } from '../../registry/api-keys';
import type { ListQuery } from '../../registry/onboardings';
import { type Route, route } from '../route';
import type { RouteContext } from './context';

const pages = paging('onboardings', onboardingId);

export function listRoute({ registry, spApiBase }: RouteContext): Route {
  return route({
    operationId: 'listOnboardings',
    method: 'get',
    path: '/v1/onboardings',
    tag: 'Onboardings',
    summary: 'List onboardings',
    description: 'All onboardings that the key may see, in order of onboardingId; filters are combined.',
    scope: 'read',
    query: listFilters.extend(pages.query),
    answer: { status: 200, description: 'One page.', schema: onboardingPage },
    problems: [],
    async handle({ query: { cursor, limit, ...filters } }, key) {
      const page = { limit, ...(cursor !== undefined && { after: cursor }) };
      const { items, next } = await registry.onboardings.list({ ...page, ...registryFilters(filters, key) });
      const documents = items.map((view) => summaryDocument(view, spApiBase));
      return { body: { items: documents, nextCursor: pages.cursorAfter(next) } };
    },
  });
}

function registryFilters(filters: ListFilters, key: ApiKey): Omit<ListQuery, 'after' | 'limit'> {
  const { stage, waitingOn, merchantId, expiresBefore, waitingSinceBefore } = filters;
  return {
    ...(stage !== undefined && { stage }),
    ...(waitingOn !== undefined && { waitingOn }),
    ...(merchantId !== undefined && { merchantId }),
    ...(expiresBefore !== undefined && { expiresBefore }),
    ...(waitingSinceBefore !== undefined && { waitingSinceBefore }),
    ...(key.merchantIds !== null && { merchantIds: key.merchantIds }),
  };
}
