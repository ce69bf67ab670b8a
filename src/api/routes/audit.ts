import { auditDocument } from '../../documents/audit-document';
import { paging } from '../../documents/paging';
import { auditEntry, auditFilters, auditPage, auditPath } from '../../domain/contract/audit';
import { reaches } from '../auth';
import { problem } from '../problem';
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
          items: items.map(auditDocument),
          nextCursor: pages.cursorAfter(next),
        },
      };
    },
  });
}

/** Whoever asks something of an onboarding must be able to read what came of it; everything else is for admins. */
export function auditEntryRoute({ registry }: RouteContext): Route {
  return route({
    operationId: 'getAuditEntry',
    method: 'get',
    path: '/v1/audit/{auditId}',
    tag: 'Administration',
    summary: 'Read an audit entry',
    description:
      'One entry, and of a verb what it has come to: `outcome` is null until it was carried out. What concerns no ' +
      'onboarding is shown to keys with the scope `admin` only.',
    scope: 'operate',
    params: auditPath,
    answer: { status: 200, description: 'The entry.', schema: auditEntry },
    problems: ['audit_entry_not_found'],
    async handle({ params: { auditId } }, key) {
      const entry = await registry.audit.find(auditId);
      if (!entry) return problem('audit_entry_not_found');
      if (entry.onboardingId === null) {
        const mayRead = key.scopes.includes('admin') && key.merchantIds === null;
        return mayRead ? { body: auditDocument(entry) } : problem('audit_entry_not_found');
      }
      const basics = await registry.onboardings.basics(entry.onboardingId);
      if (!basics || !reaches(key, basics.merchantId)) return problem('audit_entry_not_found');
      return { body: auditDocument(entry) };
    },
  });
}
