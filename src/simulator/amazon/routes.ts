import express, { Router } from 'express';
import { html } from '../html';
import { sendPage } from '../layout';
import type { Simulation } from '../simulation';
import { consentRoutes } from './consent-pages';
import { lwaRoutes } from './lwa';
import { manageAppsRoutes } from './manage-apps';
import { signInRoutes } from './sign-in';
import { spApiRoutes } from './sp-api';

/** Everything of Amazon, mounted at `/amazon`. */
export function amazonRoutes(simulation: Simulation): Router {
  const router = Router();
  router.use('/auth/o2/token', lwaRoutes(simulation));
  router.use('/sp-api', spApiRoutes(simulation));
  router.use(express.urlencoded({ extended: false, limit: '16kb' }));
  router.get('/', (_req, res) => {
    sendPage(res, {
      site: 'Seller Central',
      title: 'Seller Central',
      body: html`<ul>
        <li><a href="/amazon/apps/manage">Manage Your Apps</a></li>
        <li><a href="/">All simulated sellers</a></li>
      </ul>`,
    });
  });
  router.use(signInRoutes(simulation), consentRoutes(simulation), manageAppsRoutes(simulation));
  return router;
}
