import type { Instant } from './clock';

/**
 * The instant of `hour`:00 on the calendar day that `instant` falls on in `timeZone` (IANA name), or `daysLater`. Where
 * a change of the clocks swallows that hour, the first instant after the gap; where it comes twice, one of the two. Uses
 * `Intl`: not for workflow code.
 */
export function atHourOfDay(instant: Instant, hour: number, timeZone: string, daysLater = 0): Instant {
  const clock = wallClock(timeZone);
  const day = localDate(instant, clock);
  const wanted = Date.UTC(day.year, day.month - 1, day.day + daysLater, hour);
  // The offset before and after a change of the clocks differ; the second look settles on the right side of it.
  const first = wanted - offsetMs(wanted, clock);
  const second = wanted - offsetMs(first, clock);
  return offsetMs(second, clock) === wanted - second ? second : Math.max(first, second);
}

/** Day of the week, from 0 (Sunday) to 6, that `instant` falls on in `timeZone`, or `daysLater`. Uses `Intl`. */
export function weekdayOf(instant: Instant, timeZone: string, daysLater = 0): number {
  const { year, month, day } = localDate(instant, wallClock(timeZone));
  return new Date(Date.UTC(year, month - 1, day + daysLater)).getUTCDay();
}

/** How many midnights lie between two instants in `timeZone`; negative if `to` is on an earlier day. Uses `Intl`. */
export function daysBetween(from: Instant, to: Instant, timeZone: string): number {
  return dayNumber(to, timeZone) - dayNumber(from, timeZone);
}

function dayNumber(instant: Instant, timeZone: string): number {
  const { year, month, day } = localDate(instant, wallClock(timeZone));
  return Date.UTC(year, month - 1, day) / 86_400_000;
}

interface LocalDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function localDate(instant: Instant, clock: Intl.DateTimeFormat): LocalDate {
  const local = new Date(instant + offsetMs(instant, clock));
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
}

/** Making a clock takes far longer than reading it, and there are only some hundreds of zones. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Shows what the clocks of a zone show. Throws a RangeError for a zone that `Intl` does not know. */
function wallClock(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(timeZone, made);
  return made;
}
/** How far local time is ahead of UTC at an instant, in milliseconds. */
function offsetMs(instant: Instant, clock: Intl.DateTimeFormat): number {
  const parts = clock.formatToParts(instant);
  const value = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(
    value('year'),
    value('month') - 1,
    value('day'),
    value('hour'),
    value('minute'),
    value('second'),
  );
  return local - Math.floor(instant / 1000) * 1000;
}
