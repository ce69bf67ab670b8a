import { Router, type Request } from 'express';
import type { Simulation } from '../simulation';
import { NO_ROUTE, notAuthorized, sendError, type CommerceError } from './errors';
import { hasStoreView, type Integration, type PaasInstance } from './instances';
import { verifyOAuth1, type NonceMemory } from './oauth1-verification';
import { readJsonBody, refuseUnreadable, REST_RESOURCES, sendAnswer } from './rest-resources';

/** The REST API of every instance on its own host: `/<instance>/rest/<store view or all>/V1/…`. */
export function commerceRestRoutes(simulation: Simulation): Router {
  const router = Router();
  const watch = simulation.watch('commerce.rest');
  for (const resource of REST_RESOURCES) {
    router[resource.method](`/:instance/rest/:store/V1${resource.path}`, watch, readJsonBody, async (req, res) => {
      const instance = findInstance(simulation, req);
      if (!instance || !hasStoreView(instance, String(req.params['store']))) {
        sendError(res, NO_ROUTE);
        return;
      }
      const caller = identify(simulation, instance, req);
      if ('status' in caller) sendError(res, caller);
      else if (!caller.resources.includes(resource.acl)) sendError(res, notAuthorized(resource.acl));
      else await sendAnswer(req, res, resource.answer(instance, req, simulation));
    });
  }
  router.use('/:instance/rest', (_req, res) => {
    sendError(res, NO_ROUTE);
  });
  router.use(refuseUnreadable);
  return router;
}

/** Whom the caller is taken for; a guest may do nothing of what is offered here. */
const GUEST: Pick<Integration, 'resources'> = { resources: [] };

function identify(
  simulation: Simulation,
  instance: PaasInstance,
  req: Request,
): Pick<Integration, 'resources'> | CommerceError {
  const authorization = req.get('authorization');
  const verification = verifyOAuth1(
    { method: req.method, url: new URL(req.originalUrl, simulation.addresses.home).href, authorization },
    instance.integrations,
    simulation.clock.now(),
    nonceMemory(simulation, instance),
  );
  if (verification.outcome === 'rejected') return verification.error;
  if (verification.outcome === 'signed') return verification.integration;
  return bearerOf(instance, authorization) ?? GUEST;
}

/** Since 2.4.4 an integration's access token alone counts for nothing, unless the merchant has allowed it. */
function bearerOf(instance: PaasInstance, authorization: string | undefined): Integration | undefined {
  const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined || !instance.bearerTokensAllowed) return undefined;
  return instance.integrations.find(({ accessToken, revoked }) => accessToken === token && !revoked);
}

function nonceMemory({ state, clock }: Simulation, instance: PaasInstance): NonceMemory {
  return (consumerId, nonce) => {
    const key = `${instance.code}/${consumerId}/${nonce}`;
    if (Object.hasOwn(state.value.nonces, key)) return false;
    state.value.nonces[key] = clock.now();
    state.touch();
    return true;
  };
}

function findInstance({ state }: Simulation, req: Request): PaasInstance | undefined {
  const { instance: code } = req.params;
  return state.value.instances.find((one): one is PaasInstance => one.edition === 'paas' && one.code === code);
}
