import { policyDocument } from '../../domain/contract/policy';
import { policyDocumentOf } from '../../documents/policy-document';
import { type Route, route } from '../route';
import type { RouteContext } from './context';

export function policyRoute({ registry }: RouteContext): Route {
  return route({
    operationId: 'getPolicy',
    method: 'get',
    path: '/v1/policy',
    tag: 'Authorizations',
    summary: 'Read the policy',
    description:
      'Lifetimes, reminders and deadlines as they are configured. The dates that follow from it for an onboarding stand ' +
      'in its plan.',
    scope: 'read',
    answer: { status: 200, description: 'The newest version.', schema: policyDocument },
    problems: [],
    async handle() {
      return { body: policyDocumentOf(await registry.policies.newest()) };
    },
  });
}
