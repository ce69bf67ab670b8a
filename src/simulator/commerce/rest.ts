import { Router, type Request, type Response } from 'express';
import { queryOf } from '../form';
import type { Simulation } from '../simulation';
import { ATTRIBUTES_RESOURCE, MODULES_RESOURCE, STORE_RESOURCE, type CommerceInstance } from './instances';
import { verifyOAuth1, type CommerceError, type NonceMemory } from './oauth1-verification';

/** One GET of Commerce's REST API: the ACL resource it needs and what it answers. */
interface Resource {
  readonly path: string;
  readonly acl: string;
  answer(instance: CommerceInstance, req: Request): { readonly found: unknown } | CommerceError;
}

const RESOURCES: readonly Resource[] = [
  { path: '/store/websites', acl: STORE_RESOURCE, answer: (instance) => ({ found: instance.websites }) },
  { path: '/store/storeGroups', acl: STORE_RESOURCE, answer: (instance) => ({ found: instance.storeGroups }) },
  { path: '/store/storeViews', acl: STORE_RESOURCE, answer: (instance) => ({ found: instance.storeViews }) },
  { path: '/store/storeConfigs', acl: STORE_RESOURCE, answer: storeConfigs },
  { path: '/products/attributes/:code', acl: ATTRIBUTES_RESOURCE, answer: attributeByCode },
  { path: '/modules', acl: MODULES_RESOURCE, answer: (instance) => ({ found: instance.modules }) },
];

/** The REST API of every instance: `/<instance>/rest/<store view or all>/V1/…`. */
export function commerceRestRoutes(simulation: Simulation): Router {
  const router = Router();
  const watch = simulation.watch('commerce.rest');
  for (const resource of RESOURCES) {
    router.get(`/:instance/rest/:store/V1${resource.path}`, watch, (req, res) => {
      const instance = findInstance(simulation, req);
      if (!instance || !hasStore(instance, req)) sendNoRoute(res);
      else answer(simulation, instance, resource, req, res);
    });
  }
  router.use('/:instance/rest', (_req, res) => {
    sendNoRoute(res);
  });
  return router;
}

function answer(
  simulation: Simulation,
  instance: CommerceInstance,
  resource: Resource,
  req: Request,
  res: Response,
): void {
  const verification = verifyOAuth1(
    {
      method: req.method,
      url: new URL(req.originalUrl, simulation.addresses.home).href,
      authorization: req.get('authorization'),
    },
    instance.integrations,
    simulation.clock.now(),
    nonceMemory(simulation, instance),
  );
  if (verification.outcome === 'rejected') {
    sendError(res, verification.error);
    return;
  }
  const granted = verification.outcome === 'signed' ? verification.integration.resources : [];
  if (!granted.includes(resource.acl)) {
    // Commerce says the same to a guest, to a plain Bearer token and to an integration that lacks the permission.
    const message = "The consumer isn't authorized to access %resources.";
    sendError(res, { status: 401, body: { message, parameters: { resources: resource.acl } } });
    return;
  }
  const result = resource.answer(instance, req);
  if ('found' in result) res.json(result.found);
  else sendError(res, result);
}

function storeConfigs(instance: CommerceInstance, req: Request): { readonly found: unknown } {
  const query = queryOf(req);
  const codes = [...query].filter(([name]) => /^storeCodes\[\d*\]$/.test(name)).map(([, value]) => value);
  return { found: instance.storeConfigs.filter(({ code }) => codes.length === 0 || codes.includes(code)) };
}

function attributeByCode(instance: CommerceInstance, req: Request): { readonly found: unknown } | CommerceError {
  const code = req.params['code'];
  const attribute = instance.attributes.find((one) => one.attribute_code === code);
  if (attribute) return { found: attribute };
  const message = 'The attribute with a "%1" attributeCode doesn\'t exist. Verify the attribute and try again.';
  return { status: 404, body: { message, parameters: [String(code)] } };
}

function nonceMemory({ state, clock }: Simulation, instance: CommerceInstance): NonceMemory {
  return (consumerId, nonce) => {
    const key = `${instance.code}/${consumerId}/${nonce}`;
    if (Object.hasOwn(state.value.nonces, key)) return false;
    state.value.nonces[key] = clock.now();
    state.touch();
    return true;
  };
}

function findInstance({ state }: Simulation, req: Request): CommerceInstance | undefined {
  return state.value.instances.find(({ code }) => code === req.params['instance']);
}

function hasStore(instance: CommerceInstance, req: Request): boolean {
  const store = req.params['store'];
  return store === 'all' || store === 'default' || instance.storeViews.some(({ code }) => code === store);
}

function sendNoRoute(res: Response): void {
  sendError(res, { status: 404, body: { message: 'Request does not match any route.' } });
}

function sendError(res: Response, error: CommerceError): void {
  res.status(error.status).json(error.body);
}
