/** Does `work` for each, `inFlight` of them at the same time. Returns how many were done per second. */
export async function perSecond<T>(
  all: readonly T[],
  inFlight: number,
  work: (one: T) => Promise<unknown>,
): Promise<number> {
  const waiting = all.values();
  const startedAt = performance.now();
  const lane = async () => {
    for (const one of waiting) await work(one);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return all.length / ((performance.now() - startedAt) / 1_000);
}
