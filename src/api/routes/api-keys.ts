import { z } from 'zod';
import { keyDocument } from '../../documents/key-document';
import { paging } from '../../documents/paging';
import { apiKey, apiKeyPage, createdApiKey, newApiKey } from '../../domain/contract/api-keys';
import { givenId } from '../../domain/contract/identifiers';
import type { Scope } from '../../domain/scopes';
import { refuseLimited } from '../auth';
import { problem } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { timedPosition } from './timed-position';

const pages = paging('api-keys', timedPosition);
const keyPath = z.strictObject({
  keyId: givenId('Id of the key.', 'key_0aB1cD2eF3gH4iJ5kL6m'),
});

/** A key that is limited to merchants could otherwise make itself one that is not: it manages none. */
export function createKeyRoute({ registry, clock }: RouteContext): Route {
  return route({
    operationId: 'createApiKey',
    method: 'post',
    path: '/v1/api-keys',
    tag: 'Administration',
    summary: 'Make an API key',
    description:
      'Makes a key of this API and shows its secret, once. It can be limited to scopes and to merchants. The calling key ' +
      'gives no scope that it lacks itself; keys of any kind are made on the command line.',
    scope: 'admin',
    body: newApiKey,
    answer: { status: 201, description: 'The key with its secret.', schema: createdApiKey },
    problems: ['limited_key'],
    async handle({ body: { name, scopes, merchantIds = null } }, key) {
      const refusal = refuseLimited(key);
      if (refusal) return refusal;
      const beyond = scopes.filter((scope) => !key.scopes.includes(scope));
      if (beyond.length > 0) return problem('insufficient_scope', { detail: beyondItself(beyond) });
      const now = clock.now();
      const once = { name, scopes: [...new Set(scopes)], merchantIds };
      const { keyId, secret } = await registry.apiKeys.create({ ...once, actor: key.keyId }, now);
      const body = { ...keyDocument({ keyId, ...once, createdAt: now, revokedAt: null }), secret };
      return { body, resourceId: keyId };
    },
    async replay(keyId, _input, key) {
      const refusal = refuseLimited(key);
      if (refusal) return refusal;
      const found = await registry.apiKeys.find(keyId);
      return found ? { body: { ...keyDocument(found), secret: null } } : problem('api_key_not_found');
    },
  });
}

export function listKeysRoute({ registry }: RouteContext): Route {
  return route({
    operationId: 'listApiKeys',
    method: 'get',
    path: '/v1/api-keys',
    tag: 'Administration',
    summary: 'List API keys',
    description: 'All keys, oldest first, revoked ones too.',
    scope: 'admin',
    query: z.strictObject(pages.query),
    answer: { status: 200, description: 'One page.', schema: apiKeyPage },
    problems: ['limited_key'],
    async handle({ query: { cursor, limit } }, key) {
      const refusal = refuseLimited(key);
      if (refusal) return refusal;
      const { items, next } = await registry.apiKeys.list({ limit, ...(cursor && { after: cursor }) });
      return { body: { items: items.map(keyDocument), nextCursor: pages.cursorAfter(next) } };
    },
  });
}

export function revokeKeyRoute({ registry, clock }: RouteContext): Route {
  return route({
    operationId: 'revokeApiKey',
    method: 'delete',
    path: '/v1/api-keys/{keyId}',
    tag: 'Administration',
    summary: 'Revoke an API key',
    description: 'Ends a key for good, within five seconds. A key cannot revoke itself, so that one always remains.',
    scope: 'admin',
    params: keyPath,
    answer: { status: 200, description: 'Revoked, now or before.', schema: apiKey },
    problems: ['limited_key', 'api_key_not_found', 'own_api_key'],
    async handle({ params: { keyId } }, key) {
      const refusal = refuseLimited(key);
      if (refusal) return refusal;
      if (keyId === key.keyId) return problem('own_api_key');
      const revoked = await registry.apiKeys.revoke(keyId, key.keyId, clock.now());
      return revoked ? { body: keyDocument(revoked) } : problem('api_key_not_found');
    },
  });
}

/** A key could otherwise reach everything through another one, and its scopes would limit nothing. */
function beyondItself(scopes: readonly Scope[]): string {
  const named = [...new Set(scopes)].map((scope) => `"${scope}"`).join(', ');
  return `This API key cannot give a scope that it lacks itself: ${named}. Use a key that has it, or the command line.`;
}
