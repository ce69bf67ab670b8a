import type { Refusal } from './refusal';

/** What the contract needs to know of layers that it must not import. Both are pure. */
export interface InputChecks {
  /** What is wrong with an address that we are to call, as far as the address alone shows it; null if nothing. */
  readonly refuseAddress: (address: string) => Refusal | null;
  /** The private key as a tidy PEM (stray spaces, line breaks and line ends mended), or why it cannot be used. */
  readonly readPrivateKey: (pasted: string) => { readonly pem: string } | { readonly refusal: Refusal };
}
