import { isoInstant } from '../domain/clock';
import type { Handler } from './answer';
import { sellerTimeZone, type PageContext } from './context';
import { snoozeOffer } from './more-to-do';
import { leadsToAmazon } from './opened-link';
import { pressedLink } from './pressed-link';
import { snoozedWords } from './templates/en/notices';

/** Every wish wakes the process. Well below what the API may ask in an hour, so that a link never keeps operators out. */
const SNOOZES_PER_HOUR = 20;
const HOUR_MS = 3_600_000;

/** `POST /c/<link>/snooze`: no reminders for a while. */
export function snooze(context: PageContext): Handler {
  const { registry, clock, notice, show } = context;
  return async (req) => {
    const at = clock.now();
    const pressed = await pressedLink(context, req, leadsToAmazon, at);
    if ('refusal' in pressed) return pressed.refusal;
    const { link, back } = pressed;
    const { onboardingId } = link;
    const offer = await snoozeOffer(context, pressed, await sellerTimeZone(context, onboardingId));
    if (!offer) return notice('nothingToSnooze', back);
    if ((await registry.audit.changesSince(onboardingId, at - HOUR_MS)) >= SNOOZES_PER_HOUR)
      return notice('tooOften', back);

    if (link.contactId !== null) await registry.contacts.confirm(link.contactId, at);
    const reason = 'Somebody pressed "Remind me later" on the page of the link.';
    const detail = { until: isoInstant(offer.until) };
    await registry.verbs.request({ onboardingId, verb: 'snooze', actor: 'seller', reason, detail }, at);
    return show('notice', { words: snoozedWords(offer.words), back });
  };
}
