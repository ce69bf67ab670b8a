import { onboardingStatus } from '../../domain/contract/status';
import { reaches } from '../auth';
import { problem } from '../problem';
import { type Route, route } from '../route';
import { bodyHmac } from '../../documents/same-body';
import { startInput } from '../../documents/start-input';
import { statusDocument } from '../../documents/status-document';
import { onboardingAddress, type RouteContext } from './context';
import { LOCATION, onboardingPath } from './onboarding-path';

export function startRoute(context: RouteContext): Route {
  const { registry, clock, contract, bodyHmacKey, spApiBase } = context;
  return route({
    operationId: 'startOnboarding',
    method: 'put',
    path: '/v1/onboardings/{onboardingId}',
    tag: 'Onboardings',
    summary: 'Start an onboarding',
    description:
      'Starts a durable onboarding. Whatever is not given yet becomes a requirement. The same call again answers with ' +
      'the current status, so that it may be repeated until an answer came.',
    scope: 'write',
    params: onboardingPath,
    body: contract.start,
    answer: {
      status: 202,
      description: 'Started, or started before with the same body: where it stands.',
      schema: onboardingStatus,
      headers: LOCATION,
    },
    problems: ['not_found', 'onboarding_exists', 'onboarding_closed'],
    async handle({ params: { onboardingId }, body }, key) {
      if (!reaches(key, body.merchantId)) return problem('not_found');

      const input = startInput(onboardingId, body, bodyHmac(bodyHmacKey, body), key.keyId);
      const result = await registry.onboardings.start(input, clock.now());
      const view = await registry.onboardings.status(onboardingId);
      // The id may be that of another merchant's onboarding, which this key must not learn.
      if (!view || !reaches(key, view.merchantId)) return problem('not_found');
      if (result === 'conflict') return problem('onboarding_exists');
      if (result === 'closed') return problem('onboarding_closed');
      return {
        body: statusDocument(view, clock.now(), spApiBase),
        headers: { Location: onboardingAddress(context, onboardingId) },
      };
    },
  });
}
