import express, { Router, type ErrorRequestHandler, type Express } from 'express';
import { amazonRoutes } from './amazon/routes';
import { adminRoutes } from './commerce/admin-pages';
import { gatewayRoutes } from './commerce/gateway';
import { imsRoutes } from './commerce/ims';
import { commerceRestRoutes } from './commerce/rest';
import { saasRoutes } from './commerce/saas';
import { controlRoutes } from './control';
import { homeRoutes } from './home';
import { mailRoutes } from './mail-pages';
import type { Simulation } from './simulation';

/** The whole HTTP side of the simulator. */
export function createApp(simulation: Simulation): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const ownHost = new URL(simulation.addresses.home).host;

  app.use((req, res, next) => {
    // A page on another name that resolves to this address (DNS rebinding) must not read anything here.
    if (req.headers.host !== ownHost) {
      res.status(421).json({ error: `Only ${ownHost} is served here` });
      return;
    }
    res.set('Date', new Date(simulation.clock.now()).toUTCString());
    next();
  });
  app.use(homeRoutes(simulation));
  app.use('/amazon', amazonRoutes(simulation));
  app.use('/commerce/gateway', gatewayRoutes(simulation));
  app.use('/ims', imsRoutes(simulation));
  app.use('/commerce/admin', refuseOtherSites(), adminRoutes(simulation));
  app.use('/commerce/saas', saasRoutes(simulation));
  app.use('/commerce', commerceRestRoutes(simulation));
  app.use('/mail', refuseOtherSites(), mailRoutes(simulation));
  app.use('/control', refuseOtherSites(), controlRoutes(simulation));
  app.use((_req, res) => {
    res.status(404).json({ error: 'There is nothing here' });
  });
  const failed: ErrorRequestHandler = (error, _req, res, next) => {
    if (res.headersSent) next(error);
    else res.status(500).json({ error: 'The simulator failed' });
  };
  app.use(failed);
  return app;
}

/** Other sites in the same browser may link here, but not give orders. */
function refuseOtherSites(): Router {
  const router = Router();
  router.use((req, res, next) => {
    if (req.method !== 'GET' && req.get('sec-fetch-site') === 'cross-site') res.status(403).json({ error: 'Refused' });
    else next();
  });
  return router;
}
