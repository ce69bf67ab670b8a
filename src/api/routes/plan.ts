import { onboardingPlan } from '../../domain/contract/plan';
import { readPlan } from '../../documents/plan-document';
import { reaches } from '../auth';
import { problem } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { onboardingPath } from './onboarding-path';

export function planRoute({ registry }: RouteContext): Route {
  return route({
    operationId: 'getPlan',
    method: 'get',
    path: '/v1/onboardings/{onboardingId}/plan',
    tag: 'Onboardings',
    summary: 'Read the plan of the year',
    description:
      'Every reminder, event and alert of the authorization in force with its date, what became of it, and why it is on ' +
      'that day. A changed policy, contact or time zone makes the plan anew.',
    scope: 'read',
    params: onboardingPath,
    answer: { status: 200, description: 'The plan.', schema: onboardingPlan },
    problems: ['not_found'],
    async handle({ params: { onboardingId } }, key) {
      const view = await registry.onboardings.status(onboardingId);
      if (!view || !reaches(key, view.merchantId)) return problem('not_found');
      return { body: await readPlan(registry, view) };
    },
  });
}
