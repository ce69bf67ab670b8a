import { paging } from '../../documents/paging';
import { isoInstant } from '../../domain/clock';
import { auditFilters, auditPage } from '../../domain/contract/audit';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { timedPosition } from './timed-position';

const pages = paging('audit', timedPosition);

export function auditRoute({ registry }: RouteContext): Route {
  return route({
    operationId: 'listAudit',
    method: 'get',
    path: '/v1/audit',
    tag: 'Administration',
    summary: 'Read the audit',
    description:
      'Who did what, newest first: changes of onboardings, what was asked of them, access tokens handed out, API keys. ' +
      'Nothing in it is ever changed. A key that is limited to merchants sees what concerns their onboardings.',
    scope: 'admin',
    query: auditFilters.extend(pages.query),
    answer: { status: 200, description: 'One page.', schema: auditPage },
    problems: [],
    async handle({ query: { onboardingId, cursor, limit } }, key) {
      const { items, next } = await registry.audit.list({
        limit,
        ...(onboardingId !== undefined && { onboardingId }),
        ...(key.merchantIds !== null && { merchantIds: key.merchantIds }),
        ...(cursor && { after: cursor }),
      });
      return {
        body: {
          items: items.map(({ at, ...entry }) => ({ ...entry, at: isoInstant(at) })),
          nextCursor: pages.cursorAfter(next),
        },
      };
    },
  });
}
