import { isoInstant } from '../domain/clock';
import type { MailStanding } from '../registry/mailing';
import { printable } from './printable';

/** Whether mails to sellers and merchants leave, and what to do if they should; null if they do. */
export function wordsOfSending(
  found: MailStanding,
  environment: string,
  mutedBySettings: boolean,
): { readonly sentence: string; readonly remedy: string | null } {
  switch (found.standing) {
    case 'foreign':
      return {
        sentence: `No mail leaves: the database belongs to ${printable(found.home)}, and this is ${environment}.`,
        remedy: 'Leave it so in a copy. If the database has moved here: evergrant mail move --reason …',
      };
    case 'muted': {
      const { since, actor, reason } = found.mute;
      return {
        sentence: `No mail leaves: muted by ${printable(actor)} since ${isoInstant(since)} (${printable(reason)}).`,
        remedy: 'To end that: evergrant mail unmute --reason …',
      };
    }
    case 'open':
      return mutedBySettings
        ? { sentence: 'No mail leaves: MAIL_MUTED is set.', remedy: 'To end that, take the setting away and restart.' }
        : { sentence: `Mails leave from ${environment}.`, remedy: null };
  }
}
