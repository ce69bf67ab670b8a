/** Something outside did not answer in time. */
export class TimeIsUp extends Error {
  override readonly name = 'TimeIsUp';
  readonly code = 'ETIMEDOUT';
}

/** The result of `work`, unless it takes longer than `ms`; then throws `TimeIsUp` and whatever comes of it is ignored. */
export async function withinTime<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeIsUp('No answer in time')), ms);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
