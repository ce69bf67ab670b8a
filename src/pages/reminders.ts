import type { Link } from '../registry/links';
import type { Answer, Handler, Page } from './answer';
import type { PageContext } from './context';
import { leadsToAmazon, openLink, type OpenedLink } from './opened-link';
import { pressedLink } from './pressed-link';
import type { Form, ReminderSwitch } from './views';

type Turn = ReminderSwitch['turns'];

/** What the only action of a link is about reminders; null for links of other purposes. */
export function onlyTurn({ purpose }: Link): Turn | null {
  if (purpose === 'unsubscribe') return 'off';
  return purpose === 'resubscribe' ? 'on' : null;
}

/** The page of a link that does nothing else. `form` makes a form of an action below its address. */
export function remindersPage({ show }: PageContext, turns: Turn, form: (action: string) => Form): Page {
  return show('reminders', { ...form(`reminders-${turns}`), turns });
}

/** What a link for other things offers besides: the end of reminders, once there is something to be renewed, or reminders again. */
export async function reminderSwitch(
  { registry }: PageContext,
  { link, status }: OpenedLink,
  form: (action: string) => Form,
): Promise<ReminderSwitch | null> {
  const { onboardingId, contactId } = link;
  const contact = contactId === null ? undefined : await registry.contacts.find(onboardingId, contactId);
  if (contact?.standing !== 'in_force') return null;
  const turns = contact.remindersOffSince === null ? 'off' : 'on';
  if (turns === 'off' && !status.authorization) return null;
  return { ...form(`reminders-${turns}`), turns };
}

/** `POST /c/<link>/reminders-off` and `…/reminders-on`: a person has pressed that button. */
export function turnReminders(context: PageContext, turns: Turn): Handler {
  const allows = (link: Link) => onlyTurn(link) === turns || leadsToAmazon(link);
  return async (req) => {
    const pressed = await pressedLink(context, req, allows, context.clock.now());
    return 'refusal' in pressed ? pressed.refusal : turn(context, pressed.link, turns);
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
    if (!asked || onlyTurn(opened.link) !== 'off') return context.notice('notFound');
    return turn(context, opened.link, 'off');
  };
}

async function turn({ registry, clock, notice }: PageContext, link: Link, turns: Turn): Promise<Answer> {
  const { linkId, contactId } = link;
  if (contactId === null) return notice('notFound');
  const at = clock.now();
  const { contacts } = registry;
  // First the wish, then the end of the link: a crash between the two lets the button be pressed once more.
  const outcome = turns === 'off' ? await contacts.optOut(contactId, at) : await contacts.optIn(contactId, at);
  if (outcome === 'limited') return notice('tooOften');
  if (onlyTurn(link) !== null) await registry.links.use(linkId, at);
  if (outcome === 'gone') return notice('linkDead');
  return notice(turns === 'off' ? 'remindersOff' : 'remindersOn');
}
