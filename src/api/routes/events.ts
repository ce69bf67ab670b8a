import { z } from 'zod';
import { paging } from '../../documents/paging';
import { EVENT_TYPES, eventDocument, eventPage } from '../../domain/contract/events';
import { merchantId, onboardingId } from '../../domain/contract/identifiers';
import { type Route, route } from '../route';
import type { RouteContext } from './context';

const pages = paging('events', z.int());

const query = z.strictObject({
  type: z
    .enum(EVENT_TYPES as [(typeof EVENT_TYPES)[number]])
    .optional()
    .meta({ description: 'Only events of this type.' }),
  merchantId: merchantId.optional(),
  onboardingId: onboardingId.optional(),
  ...pages.query,
});

export function listEventsRoute({ registry }: RouteContext): Route {
  return route({
    operationId: 'listEvents',
    method: 'get',
    path: '/v1/events',
    tag: 'Events',
    summary: 'List events',
    description:
      'What happened, oldest first, in the order in which it was written down: whoever keeps resumeCursor and reads on ' +
      'from it misses nothing. The documents are those that webhooks deliver. A key that is limited to merchants sees ' +
      'theirs only.',
    scope: 'read',
    query,
    answer: { status: 200, description: 'One page.', schema: eventPage },
    problems: [],
    async handle({ query: { cursor, limit, type, merchantId: merchant, onboardingId: onboarding } }, key) {
      const { items, next, last } = await registry.events.page({
        limit,
        ...(cursor !== undefined && { after: cursor }),
        ...(type !== undefined && { types: [type] }),
        ...(merchant !== undefined && { merchantId: merchant }),
        ...(onboarding !== undefined && { onboardingId: onboarding }),
        ...(key.merchantIds !== null && { merchantIds: key.merchantIds }),
      });
      return {
        body: {
          items: items.map(eventDocument),
          nextCursor: pages.cursorAfter(next),
          resumeCursor: pages.cursorAfter(last),
        },
      };
    },
  });
}
