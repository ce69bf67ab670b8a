import type { Instant } from '../domain/clock';
import { DAY_MS } from '../domain/policy';

const LOCALE = 'en-GB';

/** `22 November 2027`; with the time of day if it is less than two days away. */
export function dayInWords(at: Instant, now: Instant, timeZone: string): string {
  const day = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'long', timeZone }).format(at);
  return Math.abs(at - now) < 2 * DAY_MS ? `${day}, ${timeInWords(at, timeZone)}` : day;
}

/** `14:02 GMT`, preceded by the day if it was not within the last twelve hours. */
export function momentInWords(at: Instant, now: Instant, timeZone: string): string {
  if (now - at < DAY_MS / 2) return timeInWords(at, timeZone);
  return `${timeInWords(at, timeZone)} on ${new Intl.DateTimeFormat(LOCALE, { dateStyle: 'long', timeZone }).format(at)}`;
}

function timeInWords(at: Instant, timeZone: string): string {
  return new Intl.DateTimeFormat(LOCALE, {
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  }).format(at);
}
