import type { Link } from '../registry/registry';
import type { Answer, Handler, Page } from './answer';
import type { PageContext } from './context';
import { openLink } from './opened-link';
import { pressedLink } from './pressed-link';
import type { Form } from './views';

/** What a link about reminders does: the purpose of each is one of the two, and it dies with it. */
export function turnsReminders({ purpose }: Link): boolean {
  return purpose === 'unsubscribe' || purpose === 'resubscribe';
}

/** The page of such a link. */
export function remindersPage(context: PageContext, { purpose }: Link, turn: Form): Page {
  return context.show('reminders', { off: purpose === 'unsubscribe', turn });
}

/** `POST /c/<link>/reminders`: a person has pressed the button of that page. */
export function turnReminders(context: PageContext): Handler {
  return async (req) => {
    const pressed = await pressedLink(context, req, turnsReminders, context.clock.now());
    return 'refusal' in pressed ? pressed.refusal : turn(context, pressed.link);
  };
}

/**
 * RFC 8058: the mail program posts this, as a form of either kind, to the very address in the header. It shows no page
 * of ours before, and so has nothing to prove but that it knows the link.
 */
const ONE_CLICK = /\bList-Unsubscribe\b[^]{0,20}\bOne-Click\b/;

/** `POST /c/<link>`: the mail program's own button. It ends reminders and does nothing else. */
export function unsubscribeByOneClick(context: PageContext): Handler {
  return async (req) => {
    const opened = await openLink(context.registry, String(req.params['token']), context.clock.now());
    if ('notice' in opened) return context.notice(opened.notice);
    const body: unknown = req.body;
    const asked = typeof body === 'string' && ONE_CLICK.test(body);
    if (!asked || opened.link.purpose !== 'unsubscribe') return context.notice('notFound');
    return turn(context, opened.link);
  };
}

async function turn({ registry, clock, notice }: PageContext, { linkId, purpose, contactId }: Link): Promise<Answer> {
  if (contactId === null) return notice('notFound');
  const at = clock.now();
  const off = purpose === 'unsubscribe';
  // First the wish, then the end of the link: a crash between the two lets the button be pressed once more.
  const outcome = off ? await registry.contacts.optOut(contactId, at) : await registry.contacts.optIn(contactId, at);
  await registry.links.use(linkId, at);
  if (outcome === 'gone') return notice('linkDead');
  return notice(off ? 'remindersOff' : 'remindersOn');
}
