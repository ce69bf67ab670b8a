import type { Handler } from './answer';
import type { PageContext } from './context';
import { pressedLink } from './pressed-link';

/** `POST /c/<link>/confirm`: the address that the link was mailed to is right. The link dies with it. */
export function confirmContact(context: PageContext): Handler {
  const { registry, clock } = context;
  return async (req) => {
    const at = clock.now();
    const pressed = await pressedLink(context, req, ({ purpose }) => purpose === 'confirm_contact', at);
    if ('refusal' in pressed) return pressed.refusal;
    const { link } = pressed;
    if (link.contactId === null) return context.notice('notFound');

    // First the confirmation, then the end of the link: a crash between the two lets the button be pressed once more.
    const outcome = await registry.contacts.confirmProposed(link.contactId, at);
    await registry.links.use(link.linkId, at);
    return context.notice(outcome === 'in_force' ? 'contactConfirmed' : 'linkDead');
  };
}
