import { Agent, buildConnector, request, type Dispatcher } from 'undici';

/** How long we wait for Amazon, in milliseconds. Both together bound a call, also one whose body drips. */
export interface Patience {
  /** DNS, TCP and TLS together. */
  readonly connectMs: number;
  /** From the request being sent to its answer beginning, and between two pieces of it. */
  readonly answerMs: number;
}

export interface AmazonRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /**
   * Use a connection of its own. On a kept-alive connection that Amazon closes at the same moment nobody can tell
   * whether the request was read.
   */
  readonly ownConnection?: boolean;
  /** Bounds the whole call, in milliseconds, where our patience would last longer. */
  readonly withinMs?: number;
}

export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly header: (name: string) => string | undefined;
      readonly body: string;
    }
  /** DNS, TCP or TLS failed: not one byte of the request left. */
  | { readonly kind: 'not_sent'; readonly reason: 'unreachable' | 'timeout' }
  /** At least a part of the request was sent, and no whole answer came back. */
  | { readonly kind: 'unanswered'; readonly reason: 'unreachable' | 'timeout' | 'unexpected_answer' };

export interface Transport {
  /** Sends once: no retry, no redirect, no proxy from the environment. Throws only for a request that we built wrongly. */
  readonly send: (request: AmazonRequest) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/** Amazon's form: `AppId/Version (Language=…; Platform=…)` (SP-API docs, "Include a User-Agent header"). */
const USER_AGENT = 'Evergrant/0.1.0 (Language=TypeScript; Platform=Node)';

const DEFAULT_PATIENCE: Patience = { connectMs: 3_000, answerMs: 10_000 };

/** Participations of 23 marketplaces are about 10 KB. */
const ANSWER_MAX_BYTES = 256 * 1024;

class ConnectFailed extends Error {
  constructor(readonly reason: 'unreachable' | 'timeout') {
    super('No connection was made');
  }
}

/** HTTP to Amazon that always knows whether a request was sent. */
export function createTransport(patience: Patience = DEFAULT_PATIENCE): Transport {
  const pooled = agent(patience, {});
  const single = agent(patience, { pipelining: 0 });

  return {
    send: (amazonRequest) => send(amazonRequest, amazonRequest.ownConnection ? single : pooled, patience),
    close: async () => {
      await Promise.all([pooled.close(), single.close()]);
    },
  };
}

/**
 * An error of the connector is the one proof that nothing was sent. Error codes are none: ECONNRESET, for one, comes from
 * a TLS handshake as well as from a request that was read.
 */
function agent(patience: Patience, options: Agent.Options): Agent {
  const connect = buildConnector({ timeout: patience.connectMs });
  return new Agent({
    ...options,
    headersTimeout: patience.answerMs,
    bodyTimeout: patience.answerMs,
    maxResponseSize: ANSWER_MAX_BYTES,
    connect: (target, done) => {
      connect(target, (error, socket) => {
        if (error) done(new ConnectFailed(TIMEOUTS.has(codeOf(error)) ? 'timeout' : 'unreachable'), null);
        else done(null, socket);
      });
    },
  });
}

async function send(
  { method, url, headers, body, withinMs = Infinity }: AmazonRequest,
  dispatcher: Dispatcher,
  patience: Patience,
): Promise<Answer> {
  const deadline = AbortSignal.timeout(Math.min(patience.connectMs + patience.answerMs, withinMs));
  try {
    const response = await request(url, {
      dispatcher,
      method,
      headers: { 'user-agent': USER_AGENT, accept: 'application/json', ...headers },
      body: body ?? null,
      signal: deadline,
    });
    const received = response.headers;
    return {
      kind: 'answered',
      status: response.statusCode,
      header: (name) => [received[name]].flat()[0],
      body: await response.body.text(),
    };
  } catch (error) {
    // The error itself is dropped: what a library hangs onto its errors is not ours to vouch for.
    if (error instanceof ConnectFailed) return { kind: 'not_sent', reason: error.reason };
    const code = codeOf(error);
    if (code === 'UND_ERR_INVALID_ARG') throw new TypeError('The request to Amazon is malformed');
    if (deadline.aborted || TIMEOUTS.has(code)) return { kind: 'unanswered', reason: 'timeout' };
    if (code.startsWith('HPE_') || code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
      return { kind: 'unanswered', reason: 'unexpected_answer' };
    }
    return { kind: 'unanswered', reason: 'unreachable' };
  }
}

const TIMEOUTS: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
