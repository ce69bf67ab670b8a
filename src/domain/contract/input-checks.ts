import type { Refusal } from './refusal';

/** What the contract needs to know of layers that it must not import. All are pure. */
export interface InputChecks {
  /** What is wrong with an address that we are to call, as far as the address alone shows it; null if nothing. */
  readonly refuseAddress: (address: string) => Refusal | null;
  /** The same for an address that events are to be sent to. */
  readonly refuseWebhookAddress: (address: string) => Refusal | null;
  /** What of a callable address shows that no integration can be used there. */
  readonly refuseInstance: (address: URL) => Refusal | null;
  /** What of a callable address shows that it is none of a SaaS instance. */
  readonly refuseSaasInstance: (address: URL) => Refusal | null;
  /** The private key as a tidy PEM (stray spaces, line breaks and line ends mended), or why it cannot be used. */
  readonly readPrivateKey: (pasted: string) => { readonly pem: string } | { readonly refusal: Refusal };
}
