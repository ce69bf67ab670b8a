import { z } from 'zod';
import { contactSetDocument } from '../../documents/contact-set';
import { contactInputs } from '../../documents/start-input';
import { CONTACT_PROPOSAL_DAYS } from '../../domain/contact-proposal';
import { contactSet, newContactSet } from '../../domain/contract/contact';
import type { ContactSet } from '../../registry/contacts';
import { reaches } from '../auth';
import { ETAG, entityTag, ifMatch } from '../entity-tag';
import { findChangeable } from '../onboarding-access';
import { problem } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { onboardingPath } from './onboarding-path';

const PATH = '/v1/onboardings/{onboardingId}/contacts';

export function contactsRoute({ registry, clock }: RouteContext): Route {
  return route({
    operationId: 'getContacts',
    method: 'get',
    path: PATH,
    tag: 'Onboardings',
    summary: 'Read the contacts',
    description: 'Who is written to, whom mails do not reach, and which new addresses wait for their confirmation.',
    scope: 'read',
    params: onboardingPath,
    answer: { status: 200, description: 'The contacts.', schema: contactSet, headers: ETAG },
    problems: ['not_found'],
    async handle({ params: { onboardingId } }, key) {
      const basics = await registry.onboardings.basics(onboardingId);
      const set = basics && (await registry.contacts.set(onboardingId, clock.now()));
      if (!set || !reaches(key, basics.merchantId)) return problem('not_found');
      return answer(onboardingId, set);
    },
  });
}

export function replaceContactsRoute({ registry, clock }: RouteContext): Route {
  return route({
    operationId: 'replaceContacts',
    method: 'put',
    path: PATH,
    tag: 'Onboardings',
    summary: 'Replace the contacts',
    description:
      'Replaces the whole set. A new language or time zone counts at once. A new address is asked to confirm, within ' +
      `${CONTACT_PROPOSAL_DAYS} days, by a link that is mailed to it; whoever got the mails so far is told, and goes ` +
      'on getting them until then. A contact that is left out goes when the new addresses of the same call are ' +
      'confirmed, at once if there are none.',
    scope: 'write',
    params: onboardingPath,
    headers: z.object({ 'If-Match': ifMatch }),
    body: newContactSet,
    answer: { status: 200, description: 'The contacts as they are now.', schema: contactSet, headers: ETAG },
    problems: ['not_found', 'onboarding_closed', 'precondition_failed', 'too_many_changes'],
    async handle({ params: { onboardingId }, headers, body: { contacts } }, key) {
      const now = clock.now();
      const found = await findChangeable(registry, onboardingId, key, now);
      if ('problem' in found) return found;

      const stores = await registry.stores.list(onboardingId);
      const inputs = contactInputs({ contacts, stores, region: found.region });
      const condition = { actor: key.keyId, ifRevision: headers['If-Match'] ?? null };
      const result = await registry.contacts.replace(onboardingId, inputs, condition, now);
      if (!result) return problem('onboarding_closed');
      return result.outcome === 'revised' ? problem('precondition_failed') : answer(onboardingId, result.set);
    },
  });
}

function answer(onboardingId: string, set: ContactSet) {
  return { body: contactSetDocument(onboardingId, set), headers: { ETag: entityTag(set.revision) } };
}
