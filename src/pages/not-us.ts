import type { Handler } from './answer';
import type { PageContext } from './context';
import { pressedLink } from './pressed-link';

/** `POST /c/<link>/not-us`: the contact says that the connection is not theirs. The link dies with it. */
export function notUs(context: PageContext): Handler {
  const { registry, clock } = context;
  return async (req) => {
    const at = clock.now();
    const pressed = await pressedLink(context, req, ({ purpose }) => purpose === 'not_us', at);
    if ('refusal' in pressed) return pressed.refusal;
    const { link } = pressed;

    // First the report, then the end of the link: a crash between the two repeats the report rather than losing it.
    await registry.verbs.request(
      {
        onboardingId: link.onboardingId,
        verb: 'dispute',
        actor: `contact:${link.contactId ?? 'unknown'}`,
        reason: 'The contact pressed "This was not me" on the page of the mailed link.',
      },
      at,
    );
    if (link.contactId !== null) await registry.contacts.confirm(link.contactId, at);
    await registry.links.use(link.linkId, at);
    return context.notice('disputed');
  };
}
