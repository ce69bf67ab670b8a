import type { Handler } from './answer';
import type { PageContext } from './context';
import { pressedLink } from './pressed-link';

/**
 * `POST /c/<link>/manage-link`: has a link that manages mailed to the contact in force. Whoever pressed, perhaps somebody
 * to whom the link was passed on, gets nothing but the promise.
 */
export function askForManageLink(context: PageContext): Handler {
  const { registry, clock, notice } = context;
  return async (req) => {
    const at = clock.now();
    const pressed = await pressedLink(context, req, ({ purpose }) => purpose === 'renew', at);
    if ('refusal' in pressed) return pressed.refusal;
    const { link, back } = pressed;
    if (link.contactId !== null) await registry.contacts.confirm(link.contactId, at);
    const asked = await registry.links.request(link.onboardingId, 'manage', at);
    switch (asked) {
      case 'requested':
        return notice('manageLinkAsked', back);
      case 'limited':
        return notice('linksLimited', back);
      case 'nobody':
        return notice('nobodyToMail', back);
      case undefined:
        return notice('ended');
    }
  };
}
