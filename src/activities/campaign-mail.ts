import { ApplicationFailure } from '@temporalio/common';
import type { RoleAddedNotice } from '../domain/notice';
import type { MailStep } from '../domain/outcomes';
import type { AskOutcome } from '../registry/campaigns';
import { mailOnce, type MailDeps } from './mail-once';

/** What cannot be sent now is tried again after so many policy hours. */
const TRY_AGAIN_HOURS = 1;

/**
 * Asks a seller, once in a campaign, to consent anew because a role was added. Whoever has renewed since it began is not
 * asked, nor whoever is asked for a consent anyway, nor whoever wants no reminders. While mails are muted, mail servers
 * are down or an incident is open it waits, for as long as the campaign runs.
 */
export async function mailRoleAdded(
  deps: MailDeps,
  onboardingId: string,
  { campaignId, round }: RoleAddedNotice,
): Promise<MailStep> {
  const { registry, clock, dayMs } = deps;
  const ask = await registry.campaigns.ask(campaignId, onboardingId);
  if (!ask) return { outcome: 'skipped' };
  const settled = await askOnce();
  const now = clock.now();
  if (settled === 'later') {
    const until = now + (TRY_AGAIN_HOURS / 24) * dayMs;
    await registry.campaigns.postpone(campaignId, onboardingId, round + 1, until, now);
    return { outcome: 'skipped' };
  }
  await registry.campaigns.settle(campaignId, onboardingId, settled, now);
  if (settled === 'unreachable') return { outcome: 'contact_unreachable' };
  return { outcome: settled === 'asked' ? 'done' : 'skipped' };

  async function askOnce(): Promise<AskOutcome | 'later'> {
    const status = await registry.onboardings.status(onboardingId);
    const generation = status?.authorization?.generation ?? 0;
    if (generation > (ask?.generation ?? 0)) return 'renewed';
    if (!status || (status.stage !== 'connected' && status.stage !== 'expiring')) return 'not_connected';
    if (await registry.incidents.holding(clock.now())) return 'later';
    const stores = status.stores.map(({ name, country }) => ({ name, country }));
    for (const contact of await registry.contacts.reachable(onboardingId, 'seller')) {
      if (contact.remindersOffSince !== null) return 'opted_out';
      const sent = await unlessDown(() =>
        mailOnce(deps, contact, {
          onboardingId,
          step: `role_added/${campaignId}`,
          generation,
          round: 0,
          content: async (linkFor) => ({
            kind: 'role_added',
            language: contact.language,
            publicName: deps.publicName,
            link: await linkFor('renew', null),
            stores,
            addressConfirmed: contact.confirmed,
          }),
          event: null,
          unsubscribable: true,
        }),
      );
      if (sent === 'sent') return 'asked';
      if (sent !== 'refused') return 'later';
    }
    return 'unreachable';
  }
}

/** Whatever stops a mail for now is waited out in the outbox, where a campaign can still be stopped. */
async function unlessDown<T>(send: () => Promise<T>): Promise<T | 'down'> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === 'CouldNotAsk') return 'down';
    throw error;
  }
}
