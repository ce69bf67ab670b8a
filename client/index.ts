export { createClient, type Answered, type CallOptions, type ClientOptions, type EvergrantClient } from './client';
export { EvergrantProblem, EvergrantUnreachable, NotReached } from './errors';
export type * from './openapi';
export type { Input, Item, ListId, OperationId, Output } from './operation';
export type { Goal, WaitOptions } from './wait';
export {
  verifyWebhook,
  WebhookVerificationError,
  type ReceivedWebhook,
  type WebhookEvent,
  type WebhookRefusal,
} from './webhooks';
