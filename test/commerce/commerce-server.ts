import type { RequestListener } from 'node:http';
import type { CommerceCredentials } from '../../src/commerce/access';
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

export interface CommerceServerOptions {
  readonly timeoutMs?: number;
  /** Of the base URL. */
  readonly path?: string;
  readonly credentials?: CommerceCredentials;
  readonly ims?: ImsTokens;
  /** What is answered where `answers` says nothing. */
  readonly otherwise?: Answer;
}

const NO_ROUTE: Answer = { status: 404, body: { message: 'Request does not match any route.' } };

/** Folder of the tenants, in the place of Adobe's hosts. */
export const SAAS_FOLDER = '/commerce/saas';

/**
 * A stand-in for one Commerce instance; `answers` says what each path below V1 answers, one after another. A path that is
 * posted to is written `POST /path`.
 */
export async function startCommerce(
  answers: Readonly<Record<string, Answer | RequestListener | (Answer | RequestListener)[]>>,
  options: CommerceServerOptions = {},
): Promise<CommerceServer> {
  const asked: Record<string, number> = {};
  const server = await startLocalServer((request, response) => {
    const [below = ''] = (request.url ?? '').split('/V1')[1]?.split('?') ?? [];
    const path = request.method === 'GET' ? below : `${request.method} ${below}`;
    const given = [answers[path] ?? options.otherwise ?? NO_ROUTE].flat();
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
  const { timeoutMs = 20_000, path = '', ims = NO_IMS } = options;
  const rest = createCommerceRest({
    baseUrl: `${server.origin}${path}`,
    credentials: options.credentials ?? { type: 'oauth1', ...CREDENTIALS },
    ims,
    saasStandIn: `${server.origin}${SAAS_FOLDER}`,
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
