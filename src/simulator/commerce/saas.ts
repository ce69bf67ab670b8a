import { randomUUID } from 'node:crypto';
import { Router, type Request, type Response } from 'express';
import type { Simulation } from '../simulation';
import { badRequest, NO_ROUTE, notAuthorized, sendError } from './errors';
import { COMMERCE_SCOPE } from './ims';
import { hasStoreView, type SaasInstance } from './instances';
import { readJsonBody, refuseUnreadable, REST_RESOURCES, sendAnswer } from './rest-resources';

/** A refusal of Adobe's API gateway, which stands before every tenant. */
interface GatewayRefusal {
  readonly status: number;
  readonly error_code: string;
  readonly message: string;
}

/** The REST API of Commerce as a Cloud Service: `/<tenant>/V1/…`, no `/rest`, the store view in the header `Store`. */
export function saasRoutes(simulation: Simulation): Router {
  const router = Router();
  const watch = simulation.watch('commerce.rest');
  for (const resource of REST_RESOURCES) {
    router[resource.method](`/:tenant/V1${resource.path}`, watch, readJsonBody, async (req, res) => {
      res.set('X-Request-Id', randomUUID());
      const instance = findInstance(simulation, req);
      if (!instance) {
        sendError(res, NO_ROUTE);
        return;
      }
      const refused = checkAtGateway(simulation, instance, req);
      if (refused) sendRefusal(res, refused);
      else if (!hasStoreView(instance, req.get('store') ?? '')) {
        sendError(res, badRequest('Specified request cannot be processed.'));
      } else if (!instance.credential.resources.includes(resource.acl)) sendError(res, notAuthorized(resource.acl));
      else await sendAnswer(req, res, resource.answer(instance, req, simulation));
    });
  }
  router.use((_req, res) => {
    sendError(res, NO_ROUTE);
  });
  router.use(refuseUnreadable);
  return router;
}

function checkAtGateway(
  { state, clock }: Simulation,
  { credential }: SaasInstance,
  req: Request,
): GatewayRefusal | undefined {
  const apiKey = req.get('x-api-key') ?? '';
  if (apiKey === '') return { status: 403, error_code: '403000', message: 'Api Key is required' };
  if (apiKey !== credential.clientId) return { status: 403, error_code: '403003', message: 'Api Key is invalid' };
  const token = /^Bearer\s+(\S+)$/i.exec(req.get('authorization') ?? '')?.[1];
  if (token === undefined) return { status: 401, error_code: '401010', message: 'Oauth token is missing' };
  const issued = Object.hasOwn(state.value.imsTokens, token) ? state.value.imsTokens[token] : undefined;
  if (issued?.clientId !== apiKey || clock.now() >= issued.expiresAt || !issued.scopes.includes(COMMERCE_SCOPE)) {
    return { status: 401, error_code: '401013', message: 'Oauth token is not valid' };
  }
  if (req.get('x-gw-ims-org-id') !== credential.organizationId) {
    return { status: 403, error_code: '403025', message: 'Profile is not valid' };
  }
  return undefined;
}

function findInstance({ state }: Simulation, req: Request): SaasInstance | undefined {
  const { tenant } = req.params;
  return state.value.instances.find((one): one is SaasInstance => one.edition === 'saas' && one.code === tenant);
}

function sendRefusal(res: Response, { status, error_code, message }: GatewayRefusal): void {
  res.status(status).json({ error_code, message });
}
