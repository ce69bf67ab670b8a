import { createServer, type Server } from 'node:http';
import type { Logger } from 'pino';
import type { OpenCommerce } from './activities/open-commerce';
import type { AmazonClient } from './amazon/client';
import { confirmUrl, readConfirmUri } from './amazon/confirm-uri';
import { consentUrl } from './amazon/consent-url';
import { createApp } from './api/app';
import { HTTP_LIMITS } from './api/http-limits';
import type { ReadyCheck } from './api/routes/context';
import type { Config } from './config';
import { amazonAppOf, authorizationLimitOf } from './deployment';
import type { Clock } from './domain/clock';
import { marketplaceOfStore } from './domain/marketplaces';
import type { Endpoints } from './endpoints';
import { createPages } from './pages/pages';
import type { Registry } from './registry/registry';

export interface ApiParts {
  readonly registry: Registry;
  readonly amazon: AmazonClient;
  readonly openCommerce: OpenCommerce;
  readonly clock: Clock;
  readonly endpoints: Endpoints;
  readonly log: Logger;
  /** What this process needs beside the registry. */
  readonly ready: readonly ReadyCheck[];
}

export interface ApiRole {
  /** Takes no new requests and answers those under way. */
  stop(): Promise<void>;
}

/** Serves the API and the pages; resolves once it listens. Throws if the port is taken. */
export async function startApiRole(config: Config, parts: ApiParts): Promise<ApiRole> {
  const { registry, amazon, openCommerce, clock, endpoints, log, ready } = parts;
  const app = amazonAppOf(config);
  const pages = createPages({
    registry,
    amazon: {
      consentUrl: (storeId, state) => consentUrl(app, endpoints.amazon, marketplaceOfStore(storeId), state),
      readConfirmUri: (given) => readConfirmUri(app, endpoints.confirm, given),
      confirmUrl: (visit, state) => confirmUrl(app, visit, state),
      exchangeCode: amazon.exchangeCode,
    },
    publicBaseUrl: config.PUBLIC_BASE_URL,
    publicName: config.PUBLIC_NAME,
    csrfKey: config.CSRF_KEY,
    clock,
    log,
    simulator: config.EVERGRANT_MODE === 'simulator',
  });
  const handler = createApp({
    registry,
    amazon: {
      refresh: amazon.refresh,
      spApiBase: endpoints.amazon.spApiBase,
      authorizationLimit: authorizationLimitOf(config),
    },
    keys: { bodyHmac: Buffer.from(config.BODY_HMAC_KEY.reveal(), 'base64') },
    publicBaseUrl: config.PUBLIC_BASE_URL,
    addressRules: endpoints.outgoing,
    webhookRules: endpoints.webhooks,
    saasStandIn: endpoints.saasStandIn,
    openCommerce,
    trustProxy: config.TRUST_PROXY ?? false,
    ...(config.API_REQUESTS_PER_MINUTE > 0 && { requestsPerMinute: config.API_REQUESTS_PER_MINUTE }),
    clock,
    log,
    ready,
    pages,
  });
  const server = createServer(HTTP_LIMITS, handler);
  await listen(server, config);
  return { stop: () => closeServer(server) };
}

async function listen(server: Server, { PORT, HOST }: Config): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${PORT} is taken: end the program that uses it, or set PORT.`)
          : error,
      );
    });
    server.listen(PORT, HOST, resolve);
  });
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await closed;
}
