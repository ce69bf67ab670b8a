import { STORY_PACE } from './pace';

/** Tells what happens, line by line, each with the day on which it does. */
export interface Narrator {
  /** Somebody does something, or the world changes. */
  act(who: string, line: string): void;
  /** What follows from it: an event, a mail, a change of stage. */
  consequence(who: string, line: string): void;
  heading(line: string): void;
  /** On which day of the story an instant lies. */
  dayOf(instant: number): string;
}

const DAY_WIDTH = 6;
const WHO_WIDTH = 8;

export function createNarrator(say: (text: string) => void): Narrator {
  const startedAt = Date.now();
  const dayOf = (instant: number) => ((instant - startedAt) / STORY_PACE.dayMs).toFixed(1);
  const line = (mark: string, who: string, text: string) =>
    say(`day ${dayOf(Date.now()).padStart(DAY_WIDTH)}  ${who.padEnd(WHO_WIDTH)} ${mark} ${text}\n`);
  return {
    act: (who, text) => line('>', who, text),
    consequence: (who, text) => line(' ', who, text),
    heading: (text) => say(`\n${text}\n\n`),
    dayOf,
  };
}
