import type { Instant } from './clock';

/**
 * The instant of `hour`:00 on the calendar day that `instant` falls on in `timeZone` (IANA name), or `daysLater`. Where
 * a change of the clocks swallows that hour, the first instant after the gap; where it comes twice, one of the two. Uses
 * `Intl`: not for workflow code.
 */
export function atHourOfDay(instant: Instant, hour: number, timeZone: string, daysLater = 0): Instant {
  const day = localDate(instant, timeZone);
  const wanted = Date.UTC(day.year, day.month - 1, day.day + daysLater, hour);
  // The offset before and after a change of the clocks differ; the second look settles on the right side of it.
  const first = wanted - offsetMs(wanted, timeZone);
  const second = wanted - offsetMs(first, timeZone);
  return offsetMs(second, timeZone) === wanted - second ? second : Math.max(first, second);
}

interface LocalDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function localDate(instant: Instant, timeZone: string): LocalDate {
  const local = new Date(instant + offsetMs(instant, timeZone));
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
}

/** How far local time is ahead of UTC at an instant, in milliseconds. */
function offsetMs(instant: Instant, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
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
