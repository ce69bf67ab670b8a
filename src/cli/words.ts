import type { Instant } from '../domain/clock';
import { DAY_MS } from '../domain/policy';

const SECOND_MS = 1_000;

/** A length of time in its two largest units: `3 d 4 h`, `12 min`, `8 s`. */
export function duration(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / SECOND_MS);
  const [days, hours] = [Math.floor((seconds * SECOND_MS) / DAY_MS), Math.floor((seconds % 86_400) / 3_600)];
  const [minutes, rest] = [Math.floor((seconds % 3_600) / 60), seconds % 60];
  if (days > 0) return twoUnits(days, 'd', hours, 'h');
  if (hours > 0) return twoUnits(hours, 'h', minutes, 'min');
  if (minutes > 0) return twoUnits(minutes, 'min', rest, 's');
  return `${rest} s`;
}

/** `in 3 d 4 h`, `12 min ago`. */
export function relative(instant: Instant | string, now: Instant): string {
  const ahead = new Date(instant).getTime() - now;
  return ahead >= 0 ? `in ${duration(ahead)}` : `${duration(-ahead)} ago`;
}

/** `1 store`, `2 stores`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
