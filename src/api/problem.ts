import type { Response } from 'express';
import type { FieldProblem, ProblemDetails } from '../domain/contract/problem-details';

export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** Used where nothing more precise is known: what is wrong, and what to do. */
  readonly detail: string;
}

/** Every problem that the API answers with. Codes are stable and part of the URI of the type; texts may change. */
export const PROBLEMS = {
  malformed_request: {
    status: 400,
    title: 'Malformed request',
    detail: 'The request cannot be read. Check that it is complete.',
  },
  malformed_path: {
    status: 400,
    title: 'Malformed path',
    detail: 'The path holds a broken percent-encoding. Encode it as UTF-8.',
  },
  malformed_json: {
    status: 400,
    title: 'Malformed JSON',
    detail: 'The body is no JSON document. Check quotes, commas and brackets.',
  },
  malformed_encoding: {
    status: 400,
    title: 'Malformed encoding',
    detail: 'The body is not UTF-8. Send it in UTF-8.',
  },
  invalid_parameter: {
    status: 400,
    title: 'Invalid parameter',
    detail: 'A parameter of the path or query is wrong; errors says which, why, and what to do.',
  },
  unauthenticated: {
    status: 401,
    title: 'Not authenticated',
    detail: 'There is no valid API key. Send one as "Authorization: Bearer <key>".',
  },
  insufficient_scope: {
    status: 403,
    title: 'Insufficient scope',
    detail: 'The API key lacks the scope of this call. Use a key that has it.',
  },
  limited_key: {
    status: 403,
    title: 'Limited key',
    detail: 'This API key is limited to merchants, and API keys are managed with a key for all of them only.',
  },
  ticket_refused: {
    status: 403,
    title: 'Ticket refused',
    detail:
      'This needs a ticket for exactly this, not older than ten minutes and not used before. Make one with POST /v1/tickets.',
  },
  not_found: {
    status: 404,
    title: 'Not found',
    detail: 'There is no such onboarding, or it belongs to a merchant that this API key is not for.',
  },
  store_not_found: {
    status: 404,
    title: 'Store not found',
    detail: 'The onboarding has no store of this country. Its status lists the stores that it has.',
  },
  api_key_not_found: {
    status: 404,
    title: 'API key not found',
    detail: 'There is no API key of this id. The list of API keys has all ids.',
  },
  audit_entry_not_found: {
    status: 404,
    title: 'Audit entry not found',
    detail: 'There is no audit entry of this id, or this API key may not read it.',
  },
  campaign_not_found: {
    status: 404,
    title: 'Campaign not found',
    detail: 'There is no campaign of this id. The list of campaigns has all ids.',
  },
  checklist_item_not_found: {
    status: 404,
    title: 'No such item',
    detail: 'The checklist of this onboarding has no such item. Its status lists those that it has.',
  },
  webhook_endpoint_not_found: {
    status: 404,
    title: 'Webhook endpoint not found',
    detail: 'There is no webhook endpoint of this id. The list of webhook endpoints has all ids.',
  },
  webhook_secret_not_found: {
    status: 404,
    title: 'Secret not found',
    detail: 'The secret that this request made has been replaced meanwhile. Make another one under another key.',
  },
  event_not_found: {
    status: 404,
    title: 'Event not found',
    detail: 'There is no event of this id, or it is of a merchant that the endpoint is not for.',
  },
  route_not_found: {
    status: 404,
    title: 'No such address',
    detail: 'Nothing is served here. The API documentation lists every address.',
  },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    detail: 'This address does not know this method. The Allow header lists those it knows.',
  },
  campaign_running: {
    status: 409,
    title: 'Campaign running',
    detail: 'Another campaign has not ended. Wait until the last seller was asked, or stop it.',
  },
  onboarding_exists: {
    status: 409,
    title: 'Onboarding exists',
    detail:
      'An onboarding with this id was started with another body. Start again with the original body, change it through its own addresses, or choose another id.',
  },
  onboarding_closed: {
    status: 409,
    title: 'Onboarding closed',
    detail: 'This onboarding was disconnected for good and its id is closed. Start a new one with another id.',
  },
  onboarding_disconnected: {
    status: 409,
    title: 'Onboarding disconnected',
    detail: 'This onboarding is being disconnected, so no access token is given any more.',
  },
  not_disconnected: {
    status: 409,
    title: 'Not disconnected',
    detail: 'This onboarding is not being disconnected, so there is nothing to take back.',
  },
  disconnect_final: {
    status: 409,
    title: 'Disconnected for good',
    detail:
      'The time in which this disconnect could be taken back is over: what was kept of it is being destroyed and its id is being closed. Start a new onboarding with another id once this one is closed.',
  },
  not_final: {
    status: 409,
    title: 'Not disconnected for good',
    detail:
      'Only what has been disconnected for good is erased. Disconnect it first with POST /v1/onboardings/{onboardingId}/disconnect; with a consent that is final after seven days.',
  },
  not_connected: {
    status: 409,
    title: 'Not connected',
    detail: 'The seller has not consented yet, or the consent is still being verified. The status tells who must act.',
  },
  authorization_revoked: {
    status: 409,
    title: 'Authorization revoked',
    detail: 'The seller has ended the authorization at Amazon. Only a new consent of the seller brings it back.',
  },
  store_exists: {
    status: 409,
    title: 'Store exists',
    detail:
      'The onboarding has a store of this country already. Correct that one with PATCH, or start another onboarding for another seller account.',
  },
  last_store: {
    status: 409,
    title: 'Last store',
    detail:
      'This is the only store of the onboarding, which is nothing without one. Add another store first, or end the onboarding with POST /v1/onboardings/{onboardingId}/disconnect.',
  },
  website_is_final: {
    status: 409,
    title: 'Website is final',
    detail: 'The website of a ready store never changes. Leave websiteCode out.',
  },
  webhook_endpoint_disabled: {
    status: 409,
    title: 'Webhook endpoint disabled',
    detail: 'Nothing is delivered to this endpoint. Enable it first.',
  },
  too_many_webhook_endpoints: {
    status: 409,
    title: 'Too many webhook endpoints',
    detail: 'There are twenty webhook endpoints already. Delete one that is no longer needed.',
  },
  replay_too_large: {
    status: 409,
    title: 'Replay too large',
    detail: 'More than ten thousand events happened in this time. Replay it in several parts.',
  },
  own_api_key: {
    status: 409,
    title: 'Own API key',
    detail: 'A key cannot revoke itself. Use another one with the scope "admin".',
  },
  request_still_running: {
    status: 409,
    title: 'Request still running',
    detail:
      'The same request under this Idempotency-Key has not been answered yet. Send it again after as long as Retry-After says.',
  },
  commerce_connection_missing: {
    status: 409,
    title: 'Commerce connection missing',
    detail: 'The onboarding has no Commerce connection. Send it with PUT …/commerce-connection.',
  },
  commerce_credentials_rejected: {
    status: 409,
    title: 'Commerce credentials rejected',
    detail: 'The Commerce instance does not accept the credentials of the integration.',
  },
  commerce_bearer_disabled: {
    status: 409,
    title: 'Commerce access token not accepted alone',
    detail: 'The Commerce instance does not accept the access token by itself. Send all four credentials.',
  },
  commerce_ims_credentials_rejected: {
    status: 409,
    title: 'IMS credential rejected',
    detail: 'Adobe does not accept the credential of the SaaS edition for this instance.',
  },
  commerce_permission_missing: {
    status: 409,
    title: 'Commerce permission missing',
    detail: 'The Commerce connection lacks a permission, which is named.',
  },
  commerce_address_refused: {
    status: 409,
    title: 'Commerce address refused',
    detail: 'The base URL of the Commerce instance leads to an address that must not be called.',
  },
  commerce_api_not_found: {
    status: 409,
    title: 'Commerce not found',
    detail: 'Nothing at the base URL of the Commerce instance is the REST API of Commerce.',
  },
  precondition_failed: {
    status: 412,
    title: 'Changed meanwhile',
    detail: 'What was to be changed is no longer of the revision that If-Match names. Read it again, then decide anew.',
  },
  body_too_large: {
    status: 413,
    title: 'Body too large',
    detail: 'The body is larger than is accepted here. Send less.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported media type',
    detail: 'The body must be JSON, uncompressed. Send it as "Content-Type: application/json".',
  },
  invalid_body: {
    status: 422,
    title: 'Invalid body',
    detail: 'Something in the body is wrong and nothing was done; errors says what, why, and how to mend it.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'Idempotency key reused',
    detail:
      'This Idempotency-Key came with another request within the last 24 hours. Send the same request, or use a new key.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    detail: 'This API key has sent too many requests. Wait as long as Retry-After says.',
  },
  too_many_changes: {
    status: 429,
    title: 'Too many changes',
    detail:
      'This onboarding has been changed sixty times within an hour. Find out what repeats itself, then wait as long as Retry-After says.',
  },
  internal: {
    status: 500,
    title: 'Internal error',
    detail: 'Something went wrong on our side. Try again; if it lasts, tell the operator the value of instance.',
  },
  authorization_in_doubt: {
    status: 503,
    title: 'Authorization in doubt',
    detail:
      'Amazon refuses to give an access token of this seller. That may pass and is no proof that the authorization has ended; it is looked into. Try again as Retry-After says.',
  },
  amazon_unavailable: {
    status: 503,
    title: 'Amazon unavailable',
    detail: 'Amazon could not be asked for an access token. Try again as Retry-After says.',
  },
  app_misconfigured: {
    status: 503,
    title: 'Application refused',
    detail:
      'Amazon refuses our own application, for every seller. An operator must check its client id, client secret and roles; no seller can mend it.',
  },
  token_refresh_busy: {
    status: 503,
    title: 'Refresh under way',
    detail:
      'Another process is fetching an access token of this seller and has not finished in time. Try again as Retry-After says.',
  },
  commerce_unreachable: {
    status: 503,
    title: 'Commerce unreachable',
    detail: 'The Commerce instance could not be asked. Try again after as long as Retry-After says.',
  },
  commerce_timeout: {
    status: 504,
    title: 'Commerce too slow',
    detail: 'The Commerce instance did not answer in time. Try again after as long as Retry-After says.',
  },
  not_ready: {
    status: 503,
    title: 'Not ready',
    detail: 'Something that this process needs does not answer.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface Problem {
  readonly problem: ProblemCode;
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
  readonly headers?: Readonly<Record<string, string>>;
}

export function problem(code: ProblemCode, rest: Omit<Problem, 'problem'> = {}): Problem {
  return { problem: code, ...rest };
}

/** Answers with problem details (RFC 9457). */
export function sendProblem(response: Response, refused: Problem): void {
  const details = problemDocument(refused, String(response.locals['requestId']));
  response
    .status(details.status)
    .set(refused.headers ?? {})
    .type('application/problem+json')
    .send(JSON.stringify(details));
}

export function problemDocument({ problem: code, detail, errors = [] }: Problem, requestId: string): ProblemDetails {
  const kind: ProblemKind = PROBLEMS[code];
  return {
    type: `urn:evergrant:problem:${code}`,
    title: kind.title,
    status: kind.status,
    detail: detail ?? kind.detail,
    instance: `urn:uuid:${requestId}`,
    errors: [...errors],
  };
}
