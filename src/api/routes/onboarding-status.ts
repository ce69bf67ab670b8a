import { onboardingStatus } from '../../domain/contract/status';
import { reaches } from '../auth';
import { problem } from '../problem';
import { type Route, route } from '../route';
import { statusDocument } from '../../documents/status-document';
import type { RouteContext } from './context';
import { onboardingPath } from './onboarding-path';

export function statusRoute({ registry, clock, spApiBase }: RouteContext): Route {
  return route({
    operationId: 'getOnboarding',
    method: 'get',
    path: '/v1/onboardings/{onboardingId}',
    tag: 'Onboardings',
    summary: 'Read the status',
    description: 'Where the onboarding stands, what is missing, who must act, and when the authorization ends.',
    scope: 'read',
    params: onboardingPath,
    answer: { status: 200, description: 'The status.', schema: onboardingStatus },
    problems: ['not_found'],
    async handle({ params: { onboardingId } }, key) {
      const view = await registry.onboardings.status(onboardingId);
      if (!view || !reaches(key, view.merchantId)) return problem('not_found');
      return { body: statusDocument(view, clock.now(), spApiBase) };
    },
  });
}
