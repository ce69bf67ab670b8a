import { isoInstant } from '../../domain/clock';
import { purge, purged } from '../../domain/contract/leaving';
import type { ApiKey } from '../../registry/api-keys';
import { reaches } from '../auth';
import { problem } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { onboardingPath } from './onboarding-path';

export function purgeRoute({ registry, clock }: RouteContext): Route {
  async function isHidden(onboardingId: string, key: ApiKey): Promise<boolean> {
    const basics = await registry.onboardings.basics(onboardingId);
    return !basics || !reaches(key, basics.merchantId);
  }

  return route({
    operationId: 'purgeOnboarding',
    method: 'post',
    path: '/v1/onboardings/{onboardingId}/purge',
    tag: 'Onboardings',
    summary: 'Erase',
    description:
      'Erases what is known of the merchant and the seller: contacts, addresses, stores, mails, events, deliveries, secrets, ' +
      'and the workflows in Temporal. What stays are the ids and instants, receipts of consent that name nobody, and the ' +
      'audit without its reasons. Only after a disconnect is final; thirty days later it happens by itself.',
    scope: 'admin',
    params: onboardingPath,
    body: purge,
    answer: { status: 200, description: 'Erased, now or before.', schema: purged },
    problems: ['not_found', 'not_final', 'ticket_refused'],
    async handle({ params: { onboardingId }, body: { ticket, reason } }, key) {
      if (await isHidden(onboardingId, key)) return problem('not_found');
      const asked = { onboardingId, ticket, reason, actor: key.keyId };
      const result = await registry.purges.purge(asked, clock.now());
      switch (result.outcome) {
        case 'purged': {
          const purgedAt = isoInstant(result.purgedAt);
          return { body: { onboardingId, purgedAt }, resourceId: purgedAt };
        }
        case 'not_found':
          return problem('not_found');
        case 'still_open':
          return problem('not_final');
        case 'ticket_refused':
          return problem('ticket_refused');
      }
    },
    async replay(purgedAt, { params: { onboardingId } }, key) {
      return (await isHidden(onboardingId, key)) ? problem('not_found') : { body: { onboardingId, purgedAt } };
    },
  });
}
