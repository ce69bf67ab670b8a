import express, { Router, type ErrorRequestHandler, type Request, type Response } from 'express';
import { z } from 'zod';
import { BUSINESS_TYPES, SELLING_PLANS } from './amazon/account';
import { disableAuthorizations } from './amazon/authorizations';
import { rotateClientSecret } from './amazon/client-secret';
import { startLoginVisit } from './amazon/manage-apps';
import { changeAccount, sellerByKey, type Seller } from './amazon/sellers';
import { chosenRegion } from './amazon/consent-pages';
import { allowBearerTokens, grantResources } from './commerce/access';
import { revokeImsTokens } from './commerce/ims';
import { makeAuthorizedCrowd, makeCrowd } from './crowd';
import { faultOrderSchema } from './faults';
import { consentHeadlessly } from './headless';
import { reset } from './reset';
import type { Simulation } from './simulation';

const region = z.enum(['na', 'eu', 'fe']);
const consentSchema = z.strictObject({ seller: z.string(), consentUrl: z.string(), region: region.optional() });
const crowdSchema = z.strictObject({
  count: z.int().min(1).max(5_000),
  /** The sellers have consented already; the answer tells their refresh tokens. */
  authorized: z.boolean().default(false),
});
const accountSchema = z.strictObject({
  seller: z.string(),
  sellingPlan: z.enum(SELLING_PLANS).exactOptional(),
  businessType: z.enum(BUSINESS_TYPES).exactOptional(),
});
const clientSecretSchema = z.strictObject({ expired: z.boolean() });
const permissionsSchema = z.strictObject({
  instance: z.string(),
  /** An integration, or `role` for the credential of the SaaS edition. */
  name: z.string(),
  resources: z.array(z.string()),
});
const bearerTokensSchema = z.strictObject({ instance: z.string(), allowed: z.boolean() });
const instanceSchema = z.strictObject({ instance: z.string() });
const sellerSchema = z.strictObject({ seller: z.string(), region: region.optional() });

/** Orders for tests, demo and bench, as JSON; mounted at `/control`. */
export function controlRoutes(simulation: Simulation): Router {
  const { faults, calls, state } = simulation;
  const router = Router();
  router.use(express.json({ limit: '64kb' }));

  router.get('/faults', (_req, res) => {
    res.json(faults.pending());
  });
  router.post('/faults', async (req, res) => {
    const order = read(faultOrderSchema, req, res);
    if (order) res.status(201).json(await faults.order(order));
  });
  router.delete('/faults', async (_req, res) => {
    await faults.clear();
    res.status(204).end();
  });

  router.post('/consent', async (req, res) => {
    const body = read(consentSchema, req, res);
    const seller = body && findSeller(body.seller, res);
    if (!body || !seller) return;
    const result = await consentHeadlessly(simulation, seller, body.consentUrl, body.region);
    res.status(result.outcome === 'granted' ? 200 : 422).json(result);
  });

  router.post('/reauthorize', async (req, res) => {
    const chosen = readSellerAndRegion(req, res);
    if (chosen) res.json({ loginUrl: await startLoginVisit(simulation, chosen.seller, chosen.region) });
  });

  router.post('/disable', async (req, res) => {
    const chosen = readSellerAndRegion(req, res);
    if (chosen) res.json({ disabled: await disableAuthorizations(simulation, chosen.seller.key, chosen.region) });
  });

  router.post('/account', async (req, res) => {
    const order = read(accountSchema, req, res);
    if (!order) return;
    const { seller: key, ...change } = order;
    const changed = await changeAccount(state, key, change);
    if (changed) res.json(changed);
    else res.status(404).json({ error: `No seller is called ${key}` });
  });

  router.post('/client-secret', async (req, res) => {
    const order = read(clientSecretSchema, req, res);
    if (!order) return;
    state.value.secretExpired = order.expired;
    await state.commit();
    res.status(204).end();
  });

  router.post('/client-secret/rotation', async (_req, res) => {
    res.status(201).json({ clientSecret: await rotateClientSecret(simulation) });
  });

  router.post('/permissions', async (req, res) => {
    const order = read(permissionsSchema, req, res);
    if (!order) return;
    if (await grantResources(simulation, order, order.resources)) res.status(204).end();
    else res.status(404).json({ error: `${order.instance} has no ${order.name}` });
  });

  router.post('/bearer-tokens', async (req, res) => {
    const order = read(bearerTokensSchema, req, res);
    if (!order) return;
    if (await allowBearerTokens(simulation, order.instance, order.allowed)) res.status(204).end();
    else res.status(404).json({ error: `No Commerce instance on its own host is called ${order.instance}` });
  });

  router.post('/ims-revocation', async (req, res) => {
    const order = read(instanceSchema, req, res);
    if (!order) return;
    const instance = state.value.instances.find(({ code }) => code === order.instance);
    if (instance?.edition === 'saas') res.json({ revoked: await revokeImsTokens(simulation, instance.credential) });
    else res.status(404).json({ error: `No tenant of the SaaS edition is called ${order.instance}` });
  });

  router.get('/sellers', (_req, res) => {
    res.json(state.value.sellers);
  });

  router.post('/crowd', async (req, res) => {
    const order = read(crowdSchema, req, res);
    if (!order) return;
    const make = order.authorized ? makeAuthorizedCrowd : makeCrowd;
    res.status(201).json(await make(simulation, order.count));
  });

  router.get('/calls', (_req, res) => {
    res.json(calls.summary());
  });
  router.delete('/calls', (_req, res) => {
    calls.clear();
    res.status(204).end();
  });

  router.post('/reset', async (_req, res) => {
    await reset(simulation);
    res.status(204).end();
  });

  const unreadable: ErrorRequestHandler = (error, _req, res, next) => {
    if (error instanceof SyntaxError) res.status(400).json({ error: 'The request body is not JSON' });
    else next(error);
  };
  router.use(unreadable);
  return router;

  function findSeller(key: string, res: Response): Seller | undefined {
    const seller = sellerByKey(state.value.sellers, key);
    if (!seller) res.status(404).json({ error: `No seller is called ${key}` });
    return seller;
  }

  function readSellerAndRegion(
    req: Request,
    res: Response,
  ): { seller: Seller; region: z.infer<typeof region> } | undefined {
    const body = read(sellerSchema, req, res);
    const seller = body && findSeller(body.seller, res);
    if (!body || !seller) return undefined;
    const chosen = chosenRegion(seller, body.region);
    if (chosen) return { seller, region: chosen };
    res.status(422).json({ error: 'This seller has accounts in several regions: name one' });
    return undefined;
  }
}

function read<T>(schema: z.ZodType<T>, req: Request, res: Response): T | undefined {
  const result = schema.safeParse(req.body);
  if (result.success) return result.data;
  res.status(400).json({ error: z.prettifyError(result.error) });
  return undefined;
}
