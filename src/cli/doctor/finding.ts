/** Ill: something does not work. Unwise: it works, and may not for long or not for everybody. */
export type Health = 'well' | 'unwise' | 'ill';

/** One thing that was looked at, in sentences. */
export interface Finding {
  readonly subject: string;
  readonly health: Health;
  readonly sentence: string;
  /** What to do; null where nothing is. */
  readonly remedy: string | null;
}

/** Looks at one subject. Never rejects and always ends. */
export interface Check {
  readonly subject: string;
  readonly look: () => Promise<readonly Finding[]>;
}

export function well(subject: string, sentence: string): Finding {
  return { subject, health: 'well', sentence, remedy: null };
}

export function unwise(subject: string, sentence: string, remedy: string): Finding {
  return { subject, health: 'unwise', sentence, remedy };
}

export function ill(subject: string, sentence: string, remedy: string): Finding {
  return { subject, health: 'ill', sentence, remedy };
}
