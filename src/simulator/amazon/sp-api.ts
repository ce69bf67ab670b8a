import { randomUUID } from 'node:crypto';
import { Router, type Response } from 'express';
import type { Region } from '../../domain/marketplaces';
import type { Simulation } from '../simulation';
import { accountOf } from './account';
import { participationsOf } from './participations';
import { SELLERS_RATE_PER_S, takeFromBucket } from './rate-limit';
import { sellerByKey, type Seller } from './sellers';

/** What the live API puts into `details` of its 403 answers; code and message are always the same. */
const DENIED = {
  missing: 'Access token is missing in the request header.',
  invalid: 'The access token you provided is revoked, malformed or invalid.',
  expired: 'The access token you provided has expired.',
  /** The application's own fault, seen by every seller at once. */
  secretExpired: 'The LWA secret token you provided has expired.',
  /** Unknown path, missing role, another region's token. */
  silent: '',
} as const;

/** An operation of the Sellers API. Each has its own bucket of requests. */
interface SellersOperation {
  readonly operation: 'sellers.participations' | 'sellers.account';
  readonly path: string;
  readonly regions: readonly Region[];
  readonly payload: (seller: Seller, region: Region) => unknown;
}

const SELLERS_OPERATIONS: readonly SellersOperation[] = [
  {
    operation: 'sellers.participations',
    path: '/sellers/v1/marketplaceParticipations',
    regions: ['na', 'eu', 'fe'],
    payload: participationsOf,
  },
  // Amazon offers getAccount in Europe only ("Sellers API v1"); elsewhere the path is one of those that do not exist.
  { operation: 'sellers.account', path: '/sellers/v1/account', regions: ['eu'], payload: accountOf },
];

/** The Selling Partner API, one mount per region: `/na`, `/eu`, `/fe`. */
export function spApiRoutes(simulation: Simulation): Router {
  const router = Router();
  for (const { operation, path, regions, payload } of SELLERS_OPERATIONS) {
    for (const region of regions) {
      router.get(`/${region}${path}`, simulation.watch(operation), (req, res) => {
        const caller = identify(simulation, region, req.get('x-amz-access-token'));
        if ('denied' in caller) {
          deny(res, caller.denied);
          return;
        }
        const bucket = `${caller.seller.key}/${simulation.application.applicationId}/${region}/${operation}`;
        if (!takeFromBucket(simulation, bucket)) {
          // A 429 carries no x-amzn-RateLimit-Limit and no Retry-After.
          stamp(res).status(429).set('x-amzn-ErrorType', 'QuotaExceededException');
          sendErrors(res, 'QuotaExceeded', 'You exceeded your quota for the requested resource.', '');
          return;
        }
        stamp(res)
          .set('x-amzn-RateLimit-Limit', String(SELLERS_RATE_PER_S))
          .json({ payload: payload(caller.seller, region) });
      });
    }
  }
  router.use((req, res) => {
    deny(res, req.get('x-amz-access-token') === undefined ? DENIED.missing : DENIED.silent);
  });
  return router;
}

function identify(
  { state, clock }: Simulation,
  region: Region,
  token: string | undefined,
): { readonly seller: Seller } | { readonly denied: string } {
  if (token === undefined || token === '') return { denied: DENIED.missing };
  const issued = Object.hasOwn(state.value.accessTokens, token) ? state.value.accessTokens[token] : undefined;
  if (!issued) return { denied: DENIED.invalid };
  if (clock.now() >= issued.expiresAt) return { denied: DENIED.expired };
  if (state.value.secretExpired) return { denied: DENIED.secretExpired };
  if (issued.authorizationId === undefined) return { denied: DENIED.silent };
  const authorization = state.value.authorizations.find(({ id }) => id === issued.authorizationId);
  if (!authorization || authorization.disabledAt !== undefined) return { denied: DENIED.invalid };
  if (authorization.region !== region) return { denied: DENIED.silent };
  const seller = sellerByKey(state.value.sellers, authorization.sellerKey);
  return seller ? { seller } : { denied: DENIED.invalid };
}

function deny(res: Response, details: string): void {
  stamp(res).status(403).set('x-amzn-ErrorType', 'AccessDeniedException');
  sendErrors(res, 'Unauthorized', 'Access to requested resource is denied.', details);
}

function sendErrors(res: Response, code: string, message: string, details: string): void {
  res.json({ errors: [{ code, message, details }] });
}

function stamp(res: Response): Response {
  return res.set('x-amzn-RequestId', randomUUID());
}
