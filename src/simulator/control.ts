import express, { Router, type ErrorRequestHandler, type Request, type Response } from 'express';
import { z } from 'zod';
import { disableAuthorizations } from './amazon/authorizations';
import { startLoginVisit } from './amazon/manage-apps';
import { sellerByKey, type Seller } from './amazon/sellers';
import { chosenRegion } from './amazon/consent-pages';
import { makeCrowd } from './crowd';
import { faultOrderSchema } from './faults';
import { consentHeadlessly } from './headless';
import { reset } from './reset';
import type { Simulation } from './simulation';

const region = z.enum(['na', 'eu', 'fe']);
const consentSchema = z.strictObject({ seller: z.string(), consentUrl: z.string(), region: region.optional() });
const crowdSchema = z.strictObject({ count: z.int().min(1).max(1_000) });
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

  router.get('/sellers', (_req, res) => {
    res.json(state.value.sellers);
  });

  router.post('/crowd', async (req, res) => {
    const order = read(crowdSchema, req, res);
    if (order) res.status(201).json(await makeCrowd(simulation, order.count));
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
