import { checklistCode, checklistConfirmation, checklistItem } from '../../domain/contract/checklist';
import { checklistItemDocument } from '../../documents/status-document';
import { findOpen } from '../onboarding-access';
import { problem } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { onboardingPath } from './onboarding-path';

const SHARED = {
  path: '/v1/onboardings/{onboardingId}/checklist/{item}',
  tag: 'Onboardings',
  scope: 'write',
  params: onboardingPath.extend({ item: checklistCode }),
  answer: { status: 200, description: 'The item as it stands now.', schema: checklistItem },
  problems: ['not_found', 'checklist_item_not_found', 'onboarding_closed'],
} as const;

export function confirmChecklistItemRoute({ registry, clock }: RouteContext): Route {
  return route({
    ...SHARED,
    operationId: 'confirmChecklistItem',
    method: 'put',
    summary: 'Confirm an item of the checklist',
    description:
      'Writes down that a person says an item is in order. What Evergrant itself found in order stays ok; what it found ' +
      'otherwise before counts as confirmed, until it is checked anew. The checklist is advice: it holds nothing up.',
    body: checklistConfirmation,
    async handle({ params: { onboardingId, item }, body: { confirmedBy } }, key) {
      const found = await findOpen(registry, onboardingId, key);
      if ('problem' in found) return found;

      const by = { name: confirmedBy, actor: key.keyId };
      const confirmed = await registry.checklist.confirm(onboardingId, item, by, clock.now());
      return confirmed ? { body: checklistItemDocument(confirmed) } : problem('checklist_item_not_found');
    },
  });
}

export function takeBackChecklistItemRoute({ registry, clock }: RouteContext): Route {
  return route({
    ...SHARED,
    operationId: 'takeBackChecklistItem',
    method: 'delete',
    summary: 'Take a confirmation back',
    description: 'The item stands again as Evergrant itself knows it. The same call again changes nothing.',
    async handle({ params: { onboardingId, item } }, key) {
      const found = await findOpen(registry, onboardingId, key);
      if ('problem' in found) return found;

      const left = await registry.checklist.takeBack(onboardingId, item, key.keyId, clock.now());
      return left ? { body: checklistItemDocument(left) } : problem('checklist_item_not_found');
    },
  });
}
