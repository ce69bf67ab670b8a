import type { Transport } from '../src/amazon/transport';
import type { Outgoing } from '../src/outgoing/guarded-dispatcher';
import type { GivenAnswer, Model, SentRequest } from './swagger';

/** What a client sent, and what came back. */
export interface Exchange {
  readonly request: SentRequest;
  readonly answer: GivenAnswer;
  readonly headers: Readonly<Record<string, string>>;
}

/** What of an exchange the model does not allow, on either side. */
export function problemsOf(model: Model, { request, answer }: Exchange): readonly string[] {
  return [...model.problemsOfRequest(request), ...model.problemsOfAnswer(request, answer)];
}

/** Amazon's border: everything that passes is kept in `exchanges`; `base` is where the API begins. */
export function recordTransport(transport: Transport, base: string, exchanges: Exchange[]): Transport {
  return {
    ...transport,
    async send(request) {
      const answer = await transport.send(request);
      if (answer.kind === 'answered') {
        exchanges.push({
          request: sentRequest(request.method, request.url, base, request.body),
          answer: { status: answer.status, body: JSON.parse(answer.body) },
          headers: request.headers,
        });
      }
      return answer;
    },
  };
}

/** Commerce's border, likewise. */
export function recordOutgoing(outgoing: Outgoing, base: string, exchanges: Exchange[]): Outgoing {
  return {
    ...outgoing,
    async send(request) {
      const result = await outgoing.send(request);
      if (result.outcome === 'response' && request.url.startsWith(base)) {
        exchanges.push({
          request: sentRequest(request.method, request.url, base, request.body),
          answer: { status: result.status, body: JSON.parse(result.text) },
          headers: request.headers ?? {},
        });
      }
      return result;
    },
  };
}

function sentRequest(method: string, address: string, base: string, body: string | undefined): SentRequest {
  const url = new URL(address);
  return {
    method,
    path: `${url.origin}${url.pathname}`.slice(base.length),
    query: url.searchParams,
    ...(body === undefined ? {} : { body: JSON.parse(body) }),
  };
}
