import { acceptedRevision } from '../../domain/contract/commands';
import type { ApiKey } from '../../registry/api-keys';
import { connectionInput, merchantKeyInput } from '../../documents/start-input';
import { findChangeable } from '../onboarding-access';
import { problem } from '../problem';
import { type Route, route } from '../route';
import { onboardingAddress, type RouteContext } from './context';
import { LOCATION, onboardingPath } from './onboarding-path';

const SHARED = {
  method: 'put',
  tag: 'Onboardings',
  scope: 'write',
  params: onboardingPath,
  answer: {
    status: 202,
    description: 'Stored; it is checked now.',
    schema: acceptedRevision,
    headers: LOCATION,
  },
  problems: ['not_found', 'onboarding_closed', 'too_many_changes'],
} as const;

export function replaceKeyRoute(context: RouteContext): Route {
  const { registry, clock, contract } = context;
  return route({
    ...SHARED,
    operationId: 'replaceApiKey',
    path: '/v1/onboardings/{onboardingId}/api-key',
    summary: 'Replace the Commerce API key',
    description: 'Stores a new key pair in place of the old one and checks it.',
    body: contract.commerceKey,
    handle: ({ params: { onboardingId }, body }, key) =>
      replace(context, onboardingId, key, () =>
        registry.credentials.replaceKey(onboardingId, merchantKeyInput(body), key.keyId, clock.now()),
      ),
  });
}

export function replaceConnectionRoute(context: RouteContext): Route {
  const { registry, clock, contract } = context;
  return route({
    ...SHARED,
    operationId: 'replaceCommerceConnection',
    path: '/v1/onboardings/{onboardingId}/commerce-connection',
    summary: 'Replace the Commerce connection',
    description:
      'Stores a new base URL and new credentials in place of the old ones and checks the stores against them.',
    body: contract.commerceConnection,
    handle: ({ params: { onboardingId }, body }, key) =>
      replace(context, onboardingId, key, () =>
        registry.credentials.replaceConnection(onboardingId, connectionInput(body), key.keyId, clock.now()),
      ),
  });
}

/** What both routes do around storing: look whether it may be changed, and tell the new revision. */
async function replace(
  context: RouteContext,
  onboardingId: string,
  key: ApiKey,
  store: () => Promise<{ readonly revision: number } | undefined>,
) {
  const found = await findChangeable(context.registry, onboardingId, key, context.clock.now());
  if ('problem' in found) return found;
  const replaced = await store();
  if (!replaced) return problem('onboarding_closed');
  return {
    body: { onboardingId, revision: replaced.revision },
    headers: { Location: onboardingAddress(context, onboardingId) },
  };
}
