import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import express, { Router, type ErrorRequestHandler, type Request } from 'express';
import { queryOf } from '../form';
import type { Simulation } from '../simulation';
import type { ImsCredential } from './instances';

/** Without it a token opens nothing in Commerce. */
export const COMMERCE_SCOPE = 'commerce.accs';

/** What a server-to-server credential for Commerce as a Cloud Service may ask for. */
const SCOPES: readonly string[] = [
  'openid',
  'AdobeID',
  'email',
  'profile',
  'additional_info.roles',
  'additional_info.projectedProductContext',
  COMMERCE_SCOPE,
];

/** IMS answers `expires_in: 86399` (Adobe Developer Console, "OAuth Server-to-Server credential API reference"). */
const TOKEN_LIFE_S = 86_399;

interface ImsError {
  readonly error: 'invalid_request' | 'invalid_client' | 'invalid_scope' | 'unsupported_grant_type';
  readonly error_description: string;
}

interface ImsToken {
  readonly access_token: string;
  readonly token_type: 'bearer';
  readonly expires_in: number;
}

/** Adobe's Identity Management System, mounted at `/ims`: one endpoint, for the grant client_credentials. */
export function imsRoutes(simulation: Simulation): Router {
  const router = Router();
  router.post(
    '/token/v3',
    simulation.watch('ims.token'),
    express.urlencoded({ extended: false, limit: '16kb' }),
    async (req, res) => {
      const answer = await issue(simulation, fieldsOf(req));
      res.set('Cache-Control', 'no-store');
      res.status('error' in answer ? 400 : 200).json(answer);
    },
  );
  const unreadable: ErrorRequestHandler = (error, _req, res, next) => {
    if (error instanceof Error && 'status' in error) res.status(400).json(refuse('invalid_request', 'unreadable body'));
    else next(error);
  };
  router.use(unreadable);
  return router;
}

/** Kills every access token of a credential, as its removal from the Developer Console does. Returns how many died. */
export async function revokeImsTokens({ state }: Simulation, { clientId }: ImsCredential): Promise<number> {
  const dead = Object.entries(state.value.imsTokens).filter(([, token]) => token.clientId === clientId);
  for (const [token] of dead) Reflect.deleteProperty(state.value.imsTokens, token);
  await state.commit();
  return dead.length;
}

async function issue({ state, clock }: Simulation, fields: ReadonlyMap<string, string>): Promise<ImsToken | ImsError> {
  const grantType = fields.get('grant_type');
  if (grantType === undefined) return refuse('invalid_request', 'missing grant_type parameter');
  if (grantType !== 'client_credentials') return refuse('unsupported_grant_type', 'unsupported grant_type parameter');
  const credential = state.value.instances
    .flatMap((instance) => (instance.edition === 'saas' ? instance.credential : []))
    .find(({ clientId }) => clientId === fields.get('client_id'));
  if (!credential) return refuse('invalid_client', 'invalid client_id parameter');
  if (!sameSecret(fields.get('client_secret') ?? '', credential.clientSecret)) {
    return refuse('invalid_client', 'invalid client_secret parameter');
  }
  const scopes = (fields.get('scope') ?? '').split(/[\s,]+/).filter((scope) => scope !== '');
  if (scopes.length === 0 || scopes.some((scope) => !SCOPES.includes(scope))) {
    return refuse('invalid_scope', 'invalid scope parameter');
  }
  const now = clock.now();
  const token = webToken({ client_id: credential.clientId, scope: scopes.join(','), created_at: String(now) });
  state.value.imsTokens[token] = {
    clientId: credential.clientId,
    scopes,
    expiresAt: now + TOKEN_LIFE_S * 1000,
  };
  await state.commit();
  return { access_token: token, token_type: 'bearer', expires_in: TOKEN_LIFE_S };
}

/** Has the shape of a JWT; nobody but the simulator reads it, so its signature is noise. */
function webToken(claims: Readonly<Record<string, string>>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${randomBytes(256).toString('base64url')}`;
}

/** Fields of the form or of the query; one that stands twice counts as missing. */
function fieldsOf(req: Request): ReadonlyMap<string, string> {
  const form = Object.entries((req.body ?? {}) as Readonly<Record<string, unknown>>);
  const all = [...form, ...queryOf(req)];
  const single = all.filter(
    (field): field is [string, string] =>
      typeof field[1] === 'string' && field[1] !== '' && all.filter(([name]) => name === field[0]).length === 1,
  );
  return new Map(single);
}

function sameSecret(given: string, expected: string): boolean {
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function refuse(error: ImsError['error'], error_description: string): ImsError {
  return { error, error_description };
}
