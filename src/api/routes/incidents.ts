import { z } from 'zod';
import { incidentDocument } from '../../documents/incident-document';
import { paging } from '../../documents/paging';
import { incidentPage } from '../../domain/contract/incidents';
import { refuseLimited } from '../auth';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { timedPosition } from './timed-position';

const pages = paging('incidents', timedPosition);

export function listIncidentsRoute({ registry }: RouteContext): Route {
  return route({
    operationId: 'listIncidents',
    method: 'get',
    path: '/v1/incidents',
    tag: 'Authorizations',
    summary: 'List incidents',
    description:
      'Times in which Amazon could not be asked or was not to be believed, newest first. The one that is open, if there ' +
      'is one, stands first. While it lasts nobody is called revoked, and most reminders are held for a day at most.',
    scope: 'read',
    query: z.strictObject(pages.query),
    answer: { status: 200, description: 'One page.', schema: incidentPage },
    problems: ['limited_key'],
    async handle({ query: { cursor, limit } }, key) {
      const refusal = refuseLimited(key, 'This API key is limited to merchants, and this is about all of them.');
      if (refusal) return refusal;
      const { items, next } = await registry.incidents.list({ limit, ...(cursor && { after: cursor }) });
      return { body: { items: items.map(incidentDocument), nextCursor: pages.cursorAfter(next) } };
    },
  });
}
