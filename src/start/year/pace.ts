import type { Pace } from '../settings';

/** A year of seventy days, each of which takes half a second. */
export const STORY_PACE: Pace = { dayMs: 500, policy: { grantDays: 70 } };

/** Milliseconds of a number of the story's days. */
export function storyDays(days: number): number {
  return days * STORY_PACE.dayMs;
}
