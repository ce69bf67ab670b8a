import { snoozeUntil } from '../domain/snooze';
import type { PageContext } from './context';
import { dayInWords } from './dates';
import { leadsToAmazon, storeToConnect, type OpenedLink } from './opened-link';
import { reminderSwitch } from './reminders';
import { passOnWords } from './templates/en/pass-on';
import type { Form, MoreToDo } from './views';

/** Until when the reminders of this onboarding can be put off, in words of that time zone; null where there is nothing to put off. */
export async function snoozeOffer(
  { registry, clock }: PageContext,
  { status, link }: OpenedLink,
  timeZone: string,
): Promise<{ readonly until: number; readonly words: string } | null> {
  if (status.stage !== 'expiring' || !status.authorization || !leadsToAmazon(link)) return null;
  const now = clock.now();
  const until = snoozeUntil(await registry.policies.current(), status.authorization.expiresAt, now);
  return until === null ? null : { until, words: dayInWords(until, now, timeZone) };
}

/** What a link offers beside its one button. `form` makes a form of an action below the link's address. */
export async function moreToDo(
  context: PageContext,
  opened: OpenedLink,
  address: string,
  form: (action: string) => Form,
  timeZone: string,
): Promise<MoreToDo> {
  const isMailed = opened.link.purpose === 'renew' && opened.status.stage !== 'disconnected';
  const snooze = await snoozeOffer(context, opened, timeZone);
  const link = new URL(address, context.base).href;
  return {
    snooze: snooze && { ...form('snooze'), until: snooze.words },
    // A link that also manages is not to be given to others.
    passOn: isMailed && 'storeId' in storeToConnect(opened.status) ? passOn(context, link) : null,
    manage: isMailed ? form('manage-link') : null,
    reminders: isMailed ? await reminderSwitch(context, opened, form) : null,
  };
}

/** The person's own mail program writes the mail: ours would write to whomever a visitor names. */
function passOn({ publicName }: PageContext, link: string): { readonly link: string; readonly mailto: string } {
  const { subject, body } = passOnWords(publicName, link);
  return { link, mailto: `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}` };
}
