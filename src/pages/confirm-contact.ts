import type { Handler } from './answer';
import type { PageContext } from './context';
import { openLink } from './opened-link';

/** `POST /c/<link>/confirm`: the address that the link was mailed to is right. The link dies with it. */
export function confirmContact(context: PageContext): Handler {
  const { registry, clock } = context;
  return async (req) => {
    const token = String(req.params['token']);
    const at = clock.now();
    const opened = await openLink(registry, token, at);
    if ('notice' in opened) return context.notice(opened.notice);

    const { link } = opened;
    if (link.purpose !== 'confirm_contact' || link.contactId === null) return context.notice('notFound');
    const browser = context.cookie.read(req);
    if (!browser || !context.csrf.accepts(browser, link.onboardingId, req)) {
      return context.notice('formRefused', `/c/${encodeURIComponent(token)}`);
    }

    // First the confirmation, then the end of the link: a crash between the two lets the button be pressed once more.
    const outcome = await registry.contacts.confirmProposed(link.contactId, at);
    await registry.links.use(link.linkId, at);
    return context.notice(outcome === 'in_force' ? 'contactConfirmed' : 'linkDead');
  };
}
