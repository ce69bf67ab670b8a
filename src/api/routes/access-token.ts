import { isoInstant } from '../../domain/clock';
import { accessToken } from '../../domain/contract/access-token';
import type { SuppliedToken } from '../../registry/access-token-supply';
import { findOpen } from '../onboarding-access';
import { type Problem, problem, type ProblemCode } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { onboardingPath } from './onboarding-path';

export function accessTokenRoute({ registry, clock, supplyAccessToken, spApiBase }: RouteContext): Route {
  return route({
    operationId: 'getAccessToken',
    method: 'post',
    path: '/v1/onboardings/{onboardingId}/access-token',
    tag: 'Tokens',
    summary: 'Get an access token',
    description:
      'A live access token of the connected seller. It is kept and handed out again until five minutes before its end, ' +
      'so ask whenever one is needed. If Amazon has to be asked, that happens once for all callers and takes at most ' +
      'twenty seconds. The audit tells which API key has got which token first, and when.',
    scope: 'tokens',
    params: onboardingPath,
    answer: { status: 200, description: 'The token. Never cached.', schema: accessToken },
    problems: ['not_found', ...Object.values(PROBLEM_OF)],
    replay: 'again',
    async handle({ params: { onboardingId } }, key) {
      const found = await findOpen(registry, onboardingId, key);
      if ('problem' in found) return found;

      const supplied = await supplyAccessToken(onboardingId);
      if (supplied?.outcome !== 'token') return supplied ? problemOf(supplied) : problem('not_found');
      const { source, expiresAt } = supplied;
      await registry.accessTokens.recordHolder(source, key.keyId, expiresAt, clock.now());
      return {
        body: {
          accessToken: supplied.accessToken.reveal(),
          expiresAt: isoInstant(expiresAt),
          sellerId: source.sellerId,
          marketplaceIds: [...source.marketplaceIds],
          region: source.region,
          spApiHost: spApiBase[source.region],
        },
      };
    },
  });
}

type NoToken = Exclude<SuppliedToken, { readonly outcome: 'token' }>;

const PROBLEM_OF = {
  not_connected: 'not_connected',
  disconnected: 'onboarding_disconnected',
  revoked: 'authorization_revoked',
  closed: 'onboarding_closed',
  in_doubt: 'authorization_in_doubt',
  misconfigured: 'app_misconfigured',
  unavailable: 'amazon_unavailable',
  busy: 'token_refresh_busy',
} as const satisfies Readonly<Record<NoToken['outcome'], ProblemCode>>;

function problemOf(refused: NoToken): Problem {
  const code = PROBLEM_OF[refused.outcome];
  if (!('retryAfterMs' in refused)) return problem(code);
  return problem(code, { headers: { 'Retry-After': String(Math.max(1, Math.ceil(refused.retryAfterMs / 1_000))) } });
}
