import { Webhook } from 'standardwebhooks';
import type { Instant } from '../domain/clock';
import type { Secret } from '../domain/secret';

export interface Message {
  /** The same at every try, so that the receiver can tell copies. */
  readonly id: string;
  /** When this try is made, by the real clock: receivers refuse what is older than five minutes. */
  readonly at: Instant;
  /** Exactly as it is sent. */
  readonly body: string;
}

/**
 * The headers of Standard Webhooks. While secrets overlap, each signs: the receiver is content with any of them.
 * Throws if there is no secret.
 */
export function signatureHeaders({ id, at, body }: Message, secrets: readonly Secret[]): Record<string, string> {
  if (secrets.length === 0) throw new Error('A webhook is signed by at least one secret');
  const signatures = secrets.map((secret) => new Webhook(secret.reveal()).sign(id, new Date(at), body));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': signatures.join(' '),
  };
}
