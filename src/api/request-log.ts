import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';

const SLOW_MS = 1_000;

/** The id under which a request stands in the log, in the header X-Request-Id and in `instance` of a problem. */
export function requestIdOf(response: Response): string {
  return String(response.locals['requestId']);
}

/**
 * Gives each request an id and writes one line when it has been answered: method, route *template*, status, time. Never
 * the path or query as sent, no header and no body: links and one-time state stand in paths. What went well and fast is
 * logged at level debug only.
 */
export function requestLog(log: Logger): RequestHandler {
  return (request, response, next) => {
    const requestId = randomUUID();
    response.locals['requestId'] = requestId;
    response.set('X-Request-Id', requestId);
    const startedAt = performance.now();

    response.once('close', () => {
      const durationMs = Math.round(performance.now() - startedAt);
      const wentWell = response.statusCode < 400 && durationMs < SLOW_MS;
      if (wentWell && !log.isLevelEnabled('debug')) return;
      const line = {
        requestId,
        method: request.method,
        route: routeTemplate(request),
        status: response.statusCode,
        durationMs,
        answered: response.writableFinished,
      };
      if (response.statusCode >= 500) log.error(line, 'request failed');
      else if (wentWell) log.debug(line, 'request answered');
      else log.info(line, 'request refused or slow');
    });
    next();
  };
}

/** The template of the route that took the request; null where none did. */
export function routeTemplate(request: Request): string | null {
  const route: unknown = request.route;
  const path = typeof route === 'object' && route !== null && 'path' in route ? route.path : null;
  return typeof path === 'string' ? path : null;
}
