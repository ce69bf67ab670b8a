/**
 * What Amazon answers when something is wrong, one row per cause. Sources: Amazon's documentation ("Authorization errors",
 * "Connecting to the Selling Partner API", "Usage plans and rate limits"), answers recorded from the live service, and
 * issues of Amazon's repositories selling-partner-api-docs ("docs") and selling-partner-api-models ("models").
 */

type Source = 'Amazon' | 'recorded' | 'issue' | 'deduced';

interface LwaRow {
  readonly status: 400 | 401 | 500 | 503;
  readonly error: string;
  /** Undefined where nobody has told it. */
  readonly description: string | undefined;
  readonly source: Source;
  /** What our client makes of it. */
  readonly meaning: 'invalid_grant' | 'misconfigured' | 'ambiguous';
}

const CODE = 'The request has an invalid grant parameter : code';
const REFRESH_TOKEN =
  "The request has an invalid grant parameter : refresh_token. User may have revoked or didn't grant the permission.";

function invalidGrant(description: string, source: Source): LwaRow {
  return { status: 400, error: 'invalid_grant', description, source, meaning: 'invalid_grant' };
}

function ours(status: 400 | 401, error: string, description: string | undefined, source: Source): LwaRow {
  return { status, error, description, source, meaning: 'misconfigured' };
}

function theirs(status: 500 | 503, error: string): LwaRow {
  return { status, error, description: undefined, source: 'Amazon', meaning: 'ambiguous' };
}

/** Answers of the token endpoint of Login with Amazon. */
export const LWA_ERRORS = {
  'code older than five minutes': invalidGrant(CODE, 'issue'), // docs#466
  'code used before': invalidGrant(CODE, 'issue'), // docs#2527
  'code malformed': invalidGrant(CODE, 'issue'),
  'code of another client': invalidGrant(CODE, 'issue'),
  'refresh token unknown': invalidGrant(REFRESH_TOKEN, 'recorded'),
  'refresh token revoked by the seller': invalidGrant(REFRESH_TOKEN, 'issue'), // docs#2379, models#2840
  'refresh token older than 365 days': invalidGrant(REFRESH_TOKEN, 'deduced'),
  'refresh token of another client': ours(
    400,
    'unauthorized_client',
    'Not authorized for requested operation',
    'issue',
  ),
  'client id wrong': ours(401, 'invalid_client', 'Client authentication failed', 'recorded'),
  'client secret wrong': ours(401, 'invalid_client', 'Client authentication failed', 'recorded'), // docs#3030
  'refresh token missing': ours(
    400,
    'invalid_request',
    'The request is missing a required parameter : refresh_token',
    'issue',
  ),
  'grant type unknown': ours(400, 'unsupported_grant_type', undefined, 'Amazon'),
  'scope unknown': ours(400, 'invalid_scope', undefined, 'Amazon'),
  'failure inside LWA': theirs(500, 'server_error'),
  'failure inside LWA, in its other spelling': theirs(500, 'ServerError'),
  'LWA overloaded': theirs(503, 'temporarily_unavailable'),
} as const satisfies Readonly<Record<string, LwaRow>>;

export type LwaCause = keyof typeof LWA_ERRORS;

interface DenialRow {
  readonly details: string;
  readonly source: Source;
  readonly meaning: 'token_refused' | 'forbidden' | 'misconfigured';
}

function denial(details: string, source: Source, meaning: DenialRow['meaning']): DenialRow {
  return { details, source, meaning };
}

/** Every 403 of SP-API has this code, message and error type; only `details` tells the causes apart. */
export const SP_API_DENIAL = {
  code: 'Unauthorized',
  message: 'Access to requested resource is denied.',
  errorType: 'AccessDeniedException',
} as const;

export const SP_API_DENIALS = {
  'header missing': denial('Access token is missing in the request header.', 'recorded', 'misconfigured'),
  'token unknown': denial(
    'The access token you provided is revoked, malformed or invalid.',
    'recorded',
    'token_refused',
  ),
  'token revoked by the seller': denial(
    'The access token you provided is revoked, malformed or invalid.',
    'issue', // docs#2147
    'token_refused',
  ),
  'token past its hour': denial('The access token you provided has expired.', 'issue', 'token_refused'),
  'path unknown': denial('', 'recorded', 'forbidden'), // models#131
  'token of another region': denial('', 'issue', 'forbidden'),
  'client secret expired': denial('The LWA secret token you provided has expired.', 'Amazon', 'misconfigured'),
  'marketplace of another region': denial(
    'The marketplaces you provided are not valid for region.',
    'recorded', // of the Orders API
    'forbidden',
  ),
} as const satisfies Readonly<Record<string, DenialRow>>;

export type SpApiCause = keyof typeof SP_API_DENIALS;

/** The 429 of SP-API; it names neither a rate nor a time to wait. */
export const SP_API_QUOTA = {
  code: 'QuotaExceeded',
  message: 'You exceeded your quota for the requested resource.',
  details: '',
} as const;
