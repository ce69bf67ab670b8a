/** Tells what happens as it happens, and counts it. */
export interface Report {
  note(text: string): void;
  /** Prints what becomes of it; what it returns is printed beside. Throws what it throws. */
  scenario(name: string, work: () => Promise<readonly string[]>): Promise<void>;
  readonly totals: { readonly passed: number; readonly failed: number };
}

export function createReport(): Report {
  const startedAt = Date.now();
  const totals = { passed: 0, failed: 0 };
  const print = (mark: string, text: string) => {
    const seconds = String(Math.round((Date.now() - startedAt) / 1_000)).padStart(4);
    process.stdout.write(`${seconds} s ${mark} ${text}\n`);
  };
  return {
    note: (text) => print('·', text),
    async scenario(name, work) {
      try {
        const remarks = await work();
        totals.passed += 1;
        print('✓', [name, ...remarks.map((remark) => `“${remark}”`)].join(', '));
      } catch (error) {
        totals.failed += 1;
        print('✗', name);
        throw error;
      }
    },
    totals,
  };
}
