import type { ZodOpenApiHeadersObject } from 'zod-openapi';

/** Headers that many answers have, as components of the document. */
export const HEADERS = {
  RateLimit: {
    description:
      'How many requests the API key has left (`r`), and in how many seconds it starts anew (`t`); IETF draft ' +
      'draft-ietf-httpapi-ratelimit-headers-08. Absent where nothing is limited.',
    schema: { type: 'string', example: '"requests-per-key"; r=597; t=41' },
  },
  RateLimitPolicy: {
    description: 'How many requests (`q`) an API key has in how many seconds (`w`).',
    schema: { type: 'string', example: '"requests-per-key"; q=600; w=60; pk=:MDUyNGIxNmQ4YmVm:' },
  },
  RetryAfter: {
    description: 'Where waiting helps: for how many seconds.',
    schema: { type: 'integer', example: 41 },
  },
  WwwAuthenticate: {
    description: 'What is asked for (RFC 6750).',
    schema: { type: 'string', example: 'Bearer' },
  },
  IdempotencyReplayed: {
    description: '`true` where the request was carried out before under its Idempotency-Key; otherwise absent.',
    schema: { type: 'string', const: 'true', example: 'true' },
  },
} as const satisfies ZodOpenApiHeadersObject;

export function headerRef(name: keyof typeof HEADERS): { readonly $ref: `#/components/headers/${string}` } {
  return { $ref: `#/components/headers/${name}` };
}
