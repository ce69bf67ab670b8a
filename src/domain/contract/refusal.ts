/** What is wrong with a value that the request alone shows to be wrong. Never repeats the value: it may be a secret. */
export interface Refusal {
  /** Stable, for programs. */
  readonly code: string;
  /** One sentence about what is wrong. */
  readonly detail: string;
  /** One sentence about what to do. */
  readonly remedy: string;
}

/** A refusal in the form in which a zod check carries it to whoever words the answer. */
export function asCheck({ code, detail, remedy }: Refusal): {
  readonly error: string;
  readonly params: { readonly code: string; readonly remedy: string };
} {
  return { error: detail, params: { code, remedy } };
}
