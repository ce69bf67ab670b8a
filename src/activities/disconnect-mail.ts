import type { DisconnectNotice } from '../domain/notice';
import type { MailStep } from '../domain/outcomes';
import { policyDays } from '../domain/policy';
import { mailOnceUnmuted, type MailDeps } from './mail-once';

/**
 * Tells the seller that the connection is being ended, and that only they can end the permission at Amazon. Whoever is
 * connected again meanwhile is not bothered.
 */
export async function mailDisconnected(
  deps: MailDeps,
  onboardingId: string,
  { kind, at }: DisconnectNotice,
): Promise<MailStep> {
  const { contacts, onboardings, policies, stores } = deps.registry;
  if ((await onboardings.basics(onboardingId))?.disconnectedAt !== at) return { outcome: 'skipped' };
  const policy = await policies.current();
  const all = (await stores.list(onboardingId)).map(({ name, country }) => ({ name, country }));
  for (const contact of await contacts.reachable(onboardingId, 'seller')) {
    const sent = await mailOnceUnmuted(deps, contact, {
      onboardingId,
      step: `${kind}/${at}`,
      generation: 0,
      round: 0,
      content: () =>
        Promise.resolve({
          kind,
          language: contact.language,
          publicName: deps.publicName,
          stores: all,
          addressConfirmed: contact.confirmed,
          day: at + policyDays(policy, policy.disconnectDays),
          timeZone: contact.timeZone,
        }),
      event: null,
    });
    if (sent === 'sent') return { outcome: 'done' };
  }
  return { outcome: 'contact_unreachable' };
}
