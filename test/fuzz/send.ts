import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A request that Node's client can send: it refuses to send what is no HTTP. */
export interface Sent {
  readonly method: string;
  /** With its query, exactly as it goes onto the wire. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
}

export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export type Send = (sent: Sent) => Promise<Received>;

/** Sends requests to a local port over kept connections. */
export function createSend(port: number): { readonly send: Send; readonly close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  return { send: (sent) => sendOver(agent, port, sent), close: () => agent.destroy() };
}

function sendOver(agent: Agent, port: number, { method, path, headers, body }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const bytes = body === undefined ? undefined : Buffer.from(body as string);
    const length = bytes && { 'content-length': String(bytes.length) };
    const outgoing = request({ host: '127.0.0.1', port, agent, method, path, headers: { ...headers, ...length } });
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      buffer(response).then(
        (answer) =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text: answer.toString('utf8') }),
        reject,
      );
    });
    outgoing.end(bytes);
  });
}
