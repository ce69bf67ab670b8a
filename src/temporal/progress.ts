/** Takes one line for a person who waits. */
export type Progress = (text: string) => void;

const FIRST_LINE_AFTER_MS = 2_000;
const REPEAT_EVERY_MS = 10_000;

/** Runs `work`; once it takes longer than two seconds says so through `progress`, then again every ten seconds. */
export async function withProgress<T>(progress: Progress, what: string, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  let repeat: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    progress(`${what} …`);
    repeat = setInterval(
      () => progress(`${what} … ${String(Math.round((Date.now() - startedAt) / 1_000))} s`),
      REPEAT_EVERY_MS,
    );
  }, FIRST_LINE_AFTER_MS);
  try {
    return await work();
  } finally {
    clearTimeout(first);
    clearInterval(repeat);
  }
}
