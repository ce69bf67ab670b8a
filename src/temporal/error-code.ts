/** The code that Node gave an error (`ENOENT`, `EEXIST` …), also when it was made in another realm. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
