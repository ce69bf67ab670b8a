import { randomBytes, randomUUID } from 'node:crypto';
import express, { Router, type ErrorRequestHandler, type Response } from 'express';
import type { Simulation } from '../simulation';
import type { Authorization } from '../state';
import { isInForce } from './authorizations';
import { isClientSecret } from './client-secret';
import { issueRefreshToken } from './refresh-tokens';

/** Amazon, "Connecting to the Selling Partner API": an authorization code is valid for five minutes. */
const CODE_LIFE_MS = 5 * 60_000;
/** LWA answers `expires_in: 3600`. */
const ACCESS_TOKEN_LIFE_S = 3600;

const SCOPES = ['sellingpartnerapi::notifications', 'sellingpartnerapi::client_credential:rotation'];

type Fields = Readonly<Record<string, unknown>>;

interface TokenError {
  readonly status: number;
  readonly error: string;
  readonly description: string;
}

interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'bearer';
  readonly expires_in: number;
  readonly refresh_token?: string;
}

type Outcome = { readonly answer: TokenAnswer } | { readonly refused: TokenError };

const INVALID_CODE = badRequest('invalid_grant', 'The request has an invalid grant parameter : code');
const INVALID_REFRESH_TOKEN = badRequest(
  'invalid_grant',
  "The request has an invalid grant parameter : refresh_token. User may have revoked or didn't grant the permission.",
);

/** Login with Amazon's token endpoint, mounted at `/auth/o2/token`. */
export function lwaRoutes(simulation: Simulation): Router {
  const router = Router();
  router.post(
    '/',
    simulation.watch('lwa.token'),
    express.urlencoded({ extended: false, limit: '16kb' }),
    express.json({ limit: '16kb' }),
    async (req, res) => {
      const outcome = await answer(simulation, (req.body ?? {}) as Fields);
      if ('refused' in outcome) sendError(res, outcome.refused);
      else stamp(res).json(outcome.answer);
    },
  );
  const unreadable: ErrorRequestHandler = (error, _req, res, next) => {
    if (!isHttpError(error)) next(error);
    else sendError(res, badRequest('invalid_request', 'The request body could not be read'));
  };
  router.use(unreadable);
  return router;
}

/** What the body parsers throw for a body that is malformed, too long or in an unknown charset. */
function isHttpError(error: unknown): boolean {
  return error instanceof Error && 'status' in error;
}

async function answer(simulation: Simulation, fields: Fields): Promise<Outcome> {
  const grantType = text(fields, 'grant_type');
  if (grantType === undefined) return missing('grant_type');
  for (const name of ['client_id', 'client_secret']) {
    if (text(fields, name) === undefined) return missing(name);
  }
  if (!isOurClient(simulation, fields)) {
    return { refused: { status: 401, error: 'invalid_client', description: 'Client authentication failed' } };
  }
  switch (grantType) {
    case 'authorization_code':
      return exchangeCode(simulation, fields);
    case 'refresh_token':
      return refresh(simulation, fields);
    case 'client_credentials':
      return grantless(simulation, fields);
    default:
      return {
        refused: badRequest(
          'unsupported_grant_type',
          'The authorization grant type is not supported by the authorization server',
        ),
      };
  }
}

async function exchangeCode(simulation: Simulation, fields: Fields): Promise<Outcome> {
  const { state, clock, application } = simulation;
  const code = text(fields, 'code');
  if (code === undefined) return missing('code');
  const issued = Object.hasOwn(state.value.codes, code) ? state.value.codes[code] : undefined;
  const authorization = issued && findAuthorization(simulation, issued.authorizationId);
  const redirectUri = text(fields, 'redirect_uri');
  if (
    !issued ||
    !authorization ||
    issued.usedAt !== undefined ||
    issued.clientId !== application.clientId ||
    // Amazon's own example leaves redirect_uri out; what is sent must be that of the consent.
    (redirectUri !== undefined && redirectUri !== issued.redirectUri) ||
    clock.now() >= issued.issuedAt + CODE_LIFE_MS ||
    !isInForce(simulation, authorization)
  ) {
    return { refused: INVALID_CODE };
  }
  issued.usedAt = clock.now();
  const refreshToken = issueRefreshToken(simulation, authorization.id);
  return { answer: { ...(await issueAccessToken(simulation, authorization.id)), refresh_token: refreshToken } };
}

async function refresh(simulation: Simulation, fields: Fields): Promise<Outcome> {
  const refreshToken = text(fields, 'refresh_token');
  if (refreshToken === undefined) return missing('refresh_token');
  const { refreshTokens } = simulation.state.value;
  const issued = Object.hasOwn(refreshTokens, refreshToken) ? refreshTokens[refreshToken] : undefined;
  if (!issued) return { refused: INVALID_REFRESH_TOKEN };
  if (issued.clientId !== simulation.application.clientId) {
    return { refused: badRequest('unauthorized_client', 'Not authorized for requested operation') };
  }
  const authorization = findAuthorization(simulation, issued.authorizationId);
  if (!authorization || !isInForce(simulation, authorization)) return { refused: INVALID_REFRESH_TOKEN };
  return { answer: { ...(await issueAccessToken(simulation, authorization.id)), refresh_token: refreshToken } };
}

async function grantless(simulation: Simulation, fields: Fields): Promise<Outcome> {
  const scope = text(fields, 'scope');
  if (scope === undefined) return missing('scope');
  if (!SCOPES.includes(scope)) {
    return { refused: badRequest('invalid_scope', 'The requested scope is invalid, unknown, or malformed') };
  }
  return { answer: await issueAccessToken(simulation) };
}

async function issueAccessToken(simulation: Simulation, authorizationId?: string): Promise<TokenAnswer> {
  const { state, clock } = simulation;
  const token = `Atza|${randomBytes(96).toString('base64url')}`;
  const expiresAt = clock.now() + ACCESS_TOKEN_LIFE_S * 1000;
  state.value.accessTokens[token] = authorizationId === undefined ? { expiresAt } : { authorizationId, expiresAt };
  await state.commit();
  return { access_token: token, token_type: 'bearer', expires_in: ACCESS_TOKEN_LIFE_S };
}

function findAuthorization(simulation: Simulation, id: string): Authorization | undefined {
  return simulation.state.value.authorizations.find((authorization) => authorization.id === id);
}

function isOurClient(simulation: Simulation, fields: Fields): boolean {
  return (
    text(fields, 'client_id') === simulation.application.clientId &&
    isClientSecret(simulation, text(fields, 'client_secret') ?? '')
  );
}

/** A field that stands exactly once and is not empty. */
function text(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function missing(name: string): Outcome {
  return { refused: badRequest('invalid_request', `The request is missing a required parameter : ${name}`) };
}

function badRequest(error: string, description: string): TokenError {
  return { status: 400, error, description };
}

function sendError(res: Response, { status, error, description }: TokenError): void {
  stamp(res).status(status).json({ error_description: description, error });
}

function stamp(res: Response): Response {
  return res.set('x-amzn-RequestId', randomUUID()).set('Cache-Control', 'no-store').set('Pragma', 'no-cache');
}
