import { type IRouter, type Request, type Response, Router } from 'express';
import type { ApiKey } from '../registry/api-keys';
import type { Authenticate } from './auth';
import type { Answered, Carry } from './idempotent';
import type { ReadBody } from './json-body';
import { type Problem, problem, sendProblem } from './problem';
import type { CountRequest } from './rate-limit';
import type { Route } from './route';

interface Gate {
  readonly authenticate: Authenticate;
  readonly countRequest: CountRequest;
  readonly readBody: ReadBody;
  readonly carry: Carry;
}

/** Stands for the caller of a public route. Reaches nothing. */
const NOBODY: ApiKey = { keyId: 'nobody', name: 'nobody', scopes: [], merchantIds: [] };

/** Serves the routes; other methods of their addresses answer 405 with Allow. */
export function serveRoutes(routes: readonly Route[], gate: Gate): IRouter {
  const router = Router();
  for (const path of new Set(routes.map((route) => route.path))) {
    const group = routes.filter((route) => route.path === path);
    const address = router.route(path.replace(/\{(\w+)\}/g, ':$1'));
    for (const route of group) {
      address[route.method](async (request: Request, response: Response) => {
        const result = await answer(route, gate, request, response);
        response.set('Cache-Control', 'no-store');
        if ('problem' in result) sendProblem(response, result);
        else {
          response.status(result.status).set(result.headers ?? {});
          if (result.body === undefined) response.end();
          else sendJson(response, result.body);
        }
      });
    }
    const allow = group.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
    address.all((_request, response) => {
      sendProblem(response, problem('method_not_allowed', { headers: { Allow: allow.join(', ') } }));
    });
  }
  return router;
}

/** Not Express's own `json`: it answers 304 to conditions, and what nobody may store is to be told in full. */
function sendJson(response: Response, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.type('json').set('Content-Length', String(bytes.length)).end(bytes);
}

/** Who asks and may they, before anything of the request is read. */
async function answer(
  route: Route,
  { authenticate, countRequest, readBody, carry }: Gate,
  request: Request,
  response: Response,
): Promise<Answered | Problem> {
  const key = route.scope === 'public' ? NOBODY : await authenticate(request.headers.authorization);
  if (!key) return problem('unauthenticated', { headers: { 'WWW-Authenticate': 'Bearer' } });
  if (route.scope !== 'public' && !key.scopes.includes(route.scope)) {
    return problem('insufficient_scope', {
      detail: `This call needs an API key with the scope "${route.scope}".`,
      headers: { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${route.scope}"` },
    });
  }
  const overLimit = route.scope === 'public' ? null : await countRequest(request, response, key.keyId);
  if (overLimit) return overLimit;
  const body = route.body ? await readBody(request, response) : { value: undefined };
  if ('problem' in body) return body;
  const { params, query, headers } = request;
  const call = route.parse({ params, query, headers, body: body.value });
  return 'problem' in call ? call : carry(route, call, key, request.get('Idempotency-Key'));
}
