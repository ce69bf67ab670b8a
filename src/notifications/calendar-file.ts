import { createHmac, type KeyObject } from 'node:crypto';
import type { Instant } from '../domain/clock';

/** One date in somebody's calendar. */
export interface CalendarEntry {
  /** `key@domain`. A calendar that has an entry of this name replaces it by a newer one. */
  readonly uid: string;
  /** Which of two entries of the same name is the newer one: the greater number. */
  readonly sequence: number;
  /** When it was written. */
  readonly writtenAt: Instant;
  readonly at: Instant;
  readonly summary: string;
  readonly description: string;
  readonly url: string;
}

/** RFC 5545 §3.1: a line is at most 75 octets long without its end, the space that continues it included. */
const LINE_MAX_OCTETS = 75;

/** A day ahead the calendar speaks up by itself. */
const ALARM = '-P1D';

/** The entry as a file that calendars take in (iCalendar, RFC 5545). It blocks no time and is sent to nobody. */
export function calendarFile(entry: CalendarEntry): string {
  const { uid, sequence, writtenAt, at, summary, description, url } = entry;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Evergrant//Amazon permission//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${utc(writtenAt)}`,
    `DTSTART:${utc(at)}`,
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(description)}`,
    `URL:${url}`,
    'TRANSP:TRANSPARENT',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `TRIGGER:${ALARM}`,
    `DESCRIPTION:${escaped(summary)}`,
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/**
 * The name of the date on which an onboarding's permission ends. It is the same in every year, so that the date after a
 * renewal takes the place of the one before it. Like a Message-ID it tells recipients no ids of ours.
 */
export function calendarUidOf(onboardingId: string, domain: string, key: KeyObject): string {
  const identity = JSON.stringify(['calendar', onboardingId]);
  return `${createHmac('sha256', key).update(identity).digest('hex').slice(0, 40)}@${domain}`;
}

/** RFC 5545 §3.3.5, form 2: a date with UTC time. */
function utc(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** RFC 5545 §3.3.11. Controls have no place in a text value. */
function escaped(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0009\u000B-\u001F\u007F]/g, ' ')
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');
}

/** Long lines go on behind a line break and a space; never in the middle of a character. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > LINE_MAX_OCTETS) {
      parts.push(part);
      part = '';
      octets = 1;
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join('\r\n ');
}
