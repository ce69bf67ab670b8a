import type { WrongAccountNotice } from '../domain/notice';
import type { MailStep } from '../domain/outcomes';
import { mailOnceUnmuted, type MailDeps } from './mail-once';

/** For so long a consent is kept aside, in policy days. */
const KEPT_DAYS = 14;

/**
 * Tells the seller that a consent came from another Amazon account than expected; from which, only the browser it came
 * from and the operators may know. Or asks whether the account, which looks like another, is theirs. Whoever has connected the right one meanwhile is not bothered.
 */
export async function mailWrongAccount(
  deps: MailDeps,
  onboardingId: string,
  { kind, grantRef }: WrongAccountNotice,
): Promise<MailStep> {
  const { contacts, grants, onboardings, stores } = deps.registry;
  if ((await onboardings.basics(onboardingId))?.closedAt !== null) return { outcome: 'skipped' };
  if ((await grants.find(onboardingId, grantRef))?.status !== 'parked') return { outcome: 'skipped' };
  const all = (await stores.list(onboardingId)).map(({ name, country }) => ({ name, country }));
  for (const contact of await contacts.reachable(onboardingId, 'seller')) {
    const sent = await mailOnceUnmuted(deps, contact, {
      onboardingId,
      step: `${kind}/${grantRef}`,
      generation: 0,
      round: 0,
      content: async (linkFor) => ({
        kind,
        language: contact.language,
        publicName: deps.publicName,
        link: await (kind === 'confirm_owner'
          ? linkFor(kind, deps.clock.now() + KEPT_DAYS * deps.dayMs)
          : linkFor('renew', null)),
        stores: all,
        addressConfirmed: contact.confirmed,
      }),
      event: null,
    });
    if (sent === 'sent') return { outcome: 'done' };
  }
  return { outcome: 'contact_unreachable' };
}
