import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 10;
const PATIENCE_MS = 120_000;

/** What was waited for did not come. */
export class NotSeen extends Error {
  override readonly name = 'NotSeen';
}

/**
 * The first answer of `look` that is something. What it throws counts as nothing yet, because processes come and go here.
 * Throws `NotSeen` with `what`, and with what was thrown last.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  {
    patienceMs = PATIENCE_MS,
    lookEveryMs = LOOK_EVERY_MS,
  }: { readonly patienceMs?: number; readonly lookEveryMs?: number } = {},
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  let lastError: unknown;
  for (;;) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== null && seen !== false) return seen;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (Date.now() > deadline) throw new NotSeen(`Not within ${patienceMs / 1_000} s: ${what}`, { cause: lastError });
    await delay(lookEveryMs);
  }
}
