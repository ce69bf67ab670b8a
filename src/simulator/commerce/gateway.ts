import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import type { Simulation } from '../simulation';
import { checkGatewaySignature, type Environment } from './gateway-signature';

const ENVIRONMENTS: readonly Environment[] = ['production', 'sandbox'];

/** The Commerce Services gateway, one mount per environment. Its error bodies are those of Adobe's API gateway. */
export function gatewayRoutes(simulation: Simulation): Router {
  const router = Router();
  for (const environment of ENVIRONMENTS) {
    router.get(`/${environment}/merchant-registry/v1/ping`, simulation.watch('commerce.ping'), (req, res) => {
      res.set('X-Request-Id', randomUUID());
      const apiKey = req.get('x-api-key');
      if (apiKey === undefined || apiKey === '' || req.get('magento-api-key') !== apiKey) {
        res.status(403).json({ error_code: '403000', message: 'Api Key is required' });
        return;
      }
      const registered = simulation.state.value.apiKeys.find(
        (candidate) => candidate.key === apiKey && candidate.environment === environment,
      );
      if (!registered) {
        res.status(403).json({ error_code: '403003', message: 'Api Key is invalid' });
        return;
      }
      const signature = req.get('x-gw-signature');
      const check = checkGatewaySignature(signature, registered.publicKeyPem, simulation.clock.now());
      if (check !== 'valid') {
        res.status(401).json({ error_code: '401013', message: `The gateway signature was refused: ${check}` });
        return;
      }
      res.json({ status: 'ok' });
    });
  }
  return router;
}
