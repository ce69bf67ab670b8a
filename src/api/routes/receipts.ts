import { receiptDocument } from '../../documents/receipt-document';
import { receiptList } from '../../domain/contract/leaving';
import { reaches } from '../auth';
import { problem } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { onboardingPath } from './onboarding-path';

export function receiptsRoute({ registry }: RouteContext): Route {
  return route({
    operationId: 'listReceipts',
    method: 'get',
    path: '/v1/onboardings/{onboardingId}/receipts',
    tag: 'Onboardings',
    summary: 'Export the receipts of consent',
    description:
      'One receipt for each consent that came into force: who, when, by which door, for which stores and which application. ' +
      'They outlive the disconnect; once the onboarding is erased they name nobody, and their hashes still hold.',
    scope: 'read',
    params: onboardingPath,
    answer: { status: 200, description: 'The receipts.', schema: receiptList },
    problems: ['not_found'],
    async handle({ params: { onboardingId } }, key) {
      const basics = await registry.onboardings.basics(onboardingId);
      if (!basics || !reaches(key, basics.merchantId)) return problem('not_found');
      return { body: { items: (await registry.receipts.list(onboardingId)).map(receiptDocument) } };
    },
  });
}
