import type { Instant } from './clock';

/**
 * The next instant after `at` at which the thing named `ref` has its turn: once a day of `dayMs` milliseconds, at a time
 * of the day that its name alone decides, so that many things are spread evenly over the day and stay so.
 */
export function nextDailySlot(ref: string, at: Instant, dayMs: number): Instant {
  const phase = Math.floor((hashOf(ref) / 2 ** 32) * dayMs);
  return (Math.floor((at - phase) / dayMs) + 1) * dayMs + phase;
}

/** FNV-1a, 32 bits, with a final mix: names that differ only in their last letters lie far apart. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
