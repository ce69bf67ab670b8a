import { adoptionRowSchema, type AdoptionRowSchema } from './adoption';
import { commerceConnectionSchema, type CommerceConnectionSchema } from './commerce-connection';
import { commerceKeySchema, type CommerceKeySchema } from './commerce-key';
import type { InputChecks } from './input-checks';
import { startSchema, type StartSchema } from './start';
import { webhookEndpointBodies, type WebhookEndpointBodies } from './webhook-endpoints';

/** The schemas that depend on what may be called and which keys can be read; all others of the contract are constants. */
export interface Contract {
  readonly commerceKey: CommerceKeySchema;
  readonly commerceConnection: CommerceConnectionSchema;
  readonly start: StartSchema;
  readonly adoptionRow: AdoptionRowSchema;
  readonly webhookEndpoint: WebhookEndpointBodies;
}

export function createContract(checks: InputChecks): Contract {
  const commerceKey = commerceKeySchema(checks);
  const commerceConnection = commerceConnectionSchema(checks);
  return {
    commerceKey,
    commerceConnection,
    start: startSchema(commerceKey, commerceConnection),
    adoptionRow: adoptionRowSchema(commerceKey, commerceConnection),
    webhookEndpoint: webhookEndpointBodies(checks.refuseWebhookAddress),
  };
}
