import type { RequestListener } from 'node:http';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { OpenCommerce } from '../activities/open-commerce';
import type { Clock } from '../domain/clock';
import { createContract } from '../domain/contract/contract';
import type { OutgoingRules } from '../outgoing/address-rules';
import type { Region } from '../domain/marketplaces';
import { createAccessTokenSupply, type Refresh } from '../registry/access-token-supply';
import type { Registry } from '../registry/registry';
import { createAuthenticate } from './auth';
import { docsRouter } from './docs-page';
import { createInputChecks } from '../documents/input-checks';
import { createCarry } from './idempotent';
import { createReadBody } from './json-body';
import { createOpenApiDocument } from './openapi/document';
import { problem, sendProblem } from './problem';
import { createCountRequest, unlimited } from './rate-limit';
import { requestIdOf, requestLog, routeTemplate } from './request-log';
import { originForm } from './request-target';
import type { ReadyCheck } from './routes/context';
import { createRoutes } from './routes/route-table';
import { securityHeaders } from './security-headers';
import { serveRoutes } from './serve-route';

export interface AppOptions {
  readonly registry: Registry;
  readonly keys: {
    /** For "same body"; a key of its own, at least 32 bytes. */
    readonly bodyHmac: Buffer;
  };
  /** The only source of absolute addresses. */
  readonly publicBaseUrl: string;
  readonly amazon: {
    /** One refresh of an access token, at Login with Amazon. */
    readonly refresh: Refresh;
    /** Where SP-API is, as callers of an access token are told. */
    readonly spApiBase: Readonly<Record<Region, string>>;
    /** How many seller authorizations our application may have; null where there is no limit. */
    readonly authorizationLimit: number | null;
  };
  /** Which Commerce addresses may be given. */
  readonly addressRules: OutgoingRules;
  /** Which addresses webhook endpoints may have. */
  readonly webhookRules: OutgoingRules;
  /** What stands in for the SaaS edition of Commerce; only the simulator has such. */
  readonly saasStandIn?: string | undefined;
  readonly openCommerce: OpenCommerce;
  /** Express's `trust proxy`: which proxies may say who the client is; false for none. */
  readonly trustProxy: boolean | number | string;
  readonly clock: Clock;
  readonly log: Logger;
  /** What this process needs beside the registry. */
  readonly ready: readonly ReadyCheck[];
  /** What sellers and merchants see. Sets its own headers and answers its own errors. */
  readonly pages?: RequestHandler;
  readonly maxBodyBytes?: number;
  /** For each API key, counted in this process; without it nothing is limited. */
  readonly requestsPerMinute?: number;
}

const DEFAULT_MAX_BODY_BYTES = 64 * 1024;

/** The HTTP side of the product. Throws if the options or routes contradict themselves. */
export function createApp(options: AppOptions): RequestListener {
  const { registry, clock, log } = options;
  const publicBaseUrl = options.publicBaseUrl.replace(/\/+$/, '');
  const routes = createRoutes({
    registry,
    clock,
    contract: createContract(createInputChecks(options.addressRules, options.saasStandIn, options.webhookRules)),
    publicBaseUrl,
    openCommerce: options.openCommerce,
    bodyHmacKey: options.keys.bodyHmac,
    readyChecks: options.ready,
    supplyAccessToken: createAccessTokenSupply({
      accessTokens: registry.accessTokens,
      grants: registry.grants,
      refresh: options.amazon.refresh,
      clock,
      log,
    }),
    spApiBase: options.amazon.spApiBase,
    authorizationLimit: options.amazon.authorizationLimit,
  });

  const app = express();
  app.set('trust proxy', options.trustProxy);
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.disable('x-powered-by');
  app.use(requestLog(log));
  app.use(securityHeaders(publicBaseUrl));
  app.use(
    serveRoutes(routes, {
      authenticate: createAuthenticate(registry.apiKeys),
      countRequest: options.requestsPerMinute === undefined ? unlimited : createCountRequest(options.requestsPerMinute),
      readBody: createReadBody(options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES),
      carry: createCarry(registry, clock, options.keys.bodyHmac),
    }),
  );
  app.use(docsRouter(createOpenApiDocument(routes, publicBaseUrl)));
  if (options.pages) app.use(options.pages);
  app.use((_request, response) => sendProblem(response, problem('route_not_found')));
  app.use(onError(log));
  return (request, response) => {
    request.url = originForm(request.url ?? '/');
    app(request, response);
  };
}

function onError(log: Logger): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error instanceof URIError) {
      sendProblem(response, problem('malformed_path'));
      return;
    }
    const { name, message, stack } =
      error instanceof Error ? error : new Error('Something else than an Error was thrown');
    // Only these: drivers hang parameters and rows onto their errors.
    log.error(
      { requestId: requestIdOf(response), route: routeTemplate(request), error: { name, message, stack } },
      'unexpected error',
    );
    sendProblem(response, problem('internal'));
  };
}
