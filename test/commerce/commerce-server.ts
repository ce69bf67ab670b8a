import type { RequestListener } from 'node:http';
import type { ImsTokens } from '../../src/commerce/ims';
import { createCommerceRest, type CommerceRest } from '../../src/commerce/rest';
import { STRICT_RULES } from '../../src/outgoing/address-rules';
import { createOutgoing } from '../../src/outgoing/guarded-dispatcher';
import { startLocalServer, type LocalServer } from '../outgoing/local-server';

export const NOW = Date.UTC(2026, 10, 21, 10);
export const CREDENTIALS = {
  consumerKey: 'canary-consumer-key',
  consumerSecret: 'canary-consumer-secret',
  accessToken: 'canary-access-token',
  accessTokenSecret: 'canary-token-secret',
};

/** For connections that must not go to Adobe's identity service. */
export const NO_IMS: ImsTokens = {
  tokenOf: () => Promise.reject(new Error('IMS was asked')),
  drop: () => undefined,
};

export interface Answer {
  readonly status?: number;
  /** JSON, unless it is a string. */
  readonly body?: unknown;
  readonly date?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CommerceServer {
  readonly server: LocalServer;
  readonly rest: CommerceRest;
  /** The paths asked for so far, with their queries. */
  paths(): string[];
  stop(): Promise<void>;
}

/** A stand-in for one Commerce instance; `answers` says what each path below /rest/all/V1 answers, one after another. */
export async function startCommerce(
  answers: Readonly<Record<string, Answer | RequestListener | (Answer | RequestListener)[]>>,
  options: { readonly timeoutMs?: number; readonly path?: string } = {},
): Promise<CommerceServer> {
  const asked: Record<string, number> = {};
  const server = await startLocalServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('/rest/all/V1')[1]?.split('?') ?? [];
    const given = [answers[path] ?? { status: 404, body: { message: 'Request does not match any route.' } }].flat();
    const turn = (asked[path] = (asked[path] ?? 0) + 1);
    const answer = given[Math.min(turn, given.length) - 1]!;
    if (typeof answer === 'function') {
      answer(request, response);
      return;
    }
    const { status = 200, body = '', date = NOW, headers = {} } = answer;
    response.writeHead(status, { date: new Date(date).toUTCString(), ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const outgoing = createOutgoing({ rules: { ...STRICT_RULES, allowedOrigins: [server.origin] } });
  const { timeoutMs = 20_000, path = '' } = options;
  const rest = createCommerceRest({
    baseUrl: `${server.origin}${path}`,
    credentials: { type: 'oauth1', ...CREDENTIALS },
    ims: NO_IMS,
    outgoing: { ...outgoing, send: (request) => outgoing.send({ ...request, timeoutMs }) },
    clock: { now: () => NOW },
  });
  return {
    server,
    rest,
    paths: () => server.requests.map(({ url }) => url ?? ''),
    async stop() {
      await server.stop();
      await outgoing.close();
    },
  };
}
