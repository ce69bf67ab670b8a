import { isoInstant } from '../domain/clock';
import type { ApiKeyDocument } from '../domain/contract/api-keys';
import type { ApiKeyView } from '../registry/api-keys';

/** An API key as it is shown; nobody can show its secret. */
export function keyDocument({ keyId, name, scopes, merchantIds, createdAt, revokedAt }: ApiKeyView): ApiKeyDocument {
  return {
    keyId,
    name,
    scopes: [...scopes],
    merchantIds: merchantIds && [...merchantIds],
    createdAt: isoInstant(createdAt),
    revokedAt: revokedAt === null ? null : isoInstant(revokedAt),
  };
}
