import type { Handler, Page } from './answer';
import type { PageContext } from './context';
import type { OpenedLink } from './opened-link';
import { pressedLink } from './pressed-link';
import type { Form } from './views';

/** The page of a link that asks whether the account of a renewal is theirs. */
export async function confirmOwnerPage(
  { registry, notice, show }: PageContext,
  { link, basics }: OpenedLink,
  confirm: Form,
): Promise<Page> {
  if (!(await registry.grants.toConfirm(link.onboardingId))) return notice('linkDead');
  return show('confirm-owner', { host: basics.verifiedCommerceHost, confirm });
}

/**
 * `POST /c/<link>/confirm-owner`: the contact says that the renewal was theirs, which decides it as an operator would. The
 * link dies with it.
 */
export function confirmOwner(context: PageContext): Handler {
  const { registry, clock } = context;
  return async (req) => {
    const at = clock.now();
    const pressed = await pressedLink(context, req, ({ purpose }) => purpose === 'confirm_owner', at);
    if ('refusal' in pressed) return pressed.refusal;
    const { onboardingId, linkId, contactId } = pressed.link;
    const parked = await registry.grants.toConfirm(onboardingId);
    if (!parked || contactId === null) return context.notice('linkDead');

    // First the decision, then the end of the link: a crash between the two repeats the decision rather than losing it.
    await registry.verbs.request(
      {
        onboardingId,
        verb: 'decide_owner',
        actor: `contact:${contactId}`,
        reason: 'The contact pressed "Yes, that was us" on the page of the mailed link.',
        detail: { decision: 'accept', consentId: parked.consentId },
      },
      at,
    );
    await registry.contacts.confirm(contactId, at);
    await registry.links.use(linkId, at);
    return context.notice('ownerConfirmed');
  };
}
