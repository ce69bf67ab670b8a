import type { RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { STRICT_RULES, type OutgoingRules } from '../../src/outgoing/address-rules';
import { createOutgoing, jsonOf, type Outgoing } from '../../src/outgoing/guarded-dispatcher';
import type { ResolveName } from '../../src/outgoing/guarded-connector';
import { startLocalServer, type LocalServer } from './local-server';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function serve(listener: RequestListener): Promise<LocalServer> {
  const server = await startLocalServer(listener);
  stops.push(() => server.stop());
  return server;
}

function outgoing(rules: Partial<OutgoingRules>, resolveName?: ResolveName): Outgoing {
  const made = createOutgoing({ rules: { ...STRICT_RULES, ...rules }, ...(resolveName ? { resolveName } : {}) });
  stops.push(() => made.close());
  return made;
}

const resolvesTo =
  (...addresses: string[]): ResolveName =>
  (hostname) => {
    if (hostname !== 'shop.example') return Promise.reject(new Error(`No test name ${hostname}`));
    return Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  };

describe('a request to an allowed origin', () => {
  it('yields status, headers, body, the other clock and a duration', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(418, { date: 'Sat, 21 Nov 2026 10:00:00 GMT', 'x-many': ['a', 'b'] }).end('{"a":1}');
    });

    const result = await outgoing({ allowedOrigins: [server.origin] }).send({ method: 'GET', url: server.origin });

    expect(result).toMatchObject({
      outcome: 'response',
      status: 418,
      headers: { 'x-many': 'a, b' },
      text: '{"a":1}',
      date: Date.UTC(2026, 10, 21, 10),
      durationMs: expect.any(Number),
    });
    expect(result.outcome === 'response' && jsonOf(result)).toEqual({ a: 1 });
  });

  it('carries method, headers and body', async () => {
    const server = await serve((request, response) => void request.pipe(response));

    const result = await outgoing({ allowedOrigins: [server.origin] }).send({
      method: 'POST',
      url: `${server.origin}/a?b=c`,
      headers: { 'x-one': '1' },
      body: 'hello',
    });

    expect(result).toMatchObject({ text: 'hello' });
    expect(server.requests[0]).toMatchObject({ method: 'POST', url: '/a?b=c', headers: { 'x-one': '1' } });
  });

  it('does not follow a redirect, not even to the same origin', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(302, { location: '/elsewhere' }).end();
    });

    const result = await outgoing({ allowedOrigins: [server.origin] }).send({ method: 'GET', url: server.origin });

    expect(result).toEqual({ outcome: 'redirect', status: 302 });
    expect(server.requests).toHaveLength(1);
  });

  it('uses no proxy of the environment', async () => {
    const proxy = await serve((_request, response) => void response.end('proxy'));
    const server = await serve((_request, response) => void response.end('server'));
    const proxied = { HTTP_PROXY: proxy.origin, http_proxy: proxy.origin, NODE_USE_ENV_PROXY: '1' };
    const environment = jest.replaceProperty(process, 'env', { ...process.env, ...proxied });
    stops.push(() => {
      environment.restore();
      return Promise.resolve();
    });

    const result = await outgoing({ allowedOrigins: [server.origin] }).send({ method: 'GET', url: server.origin });

    expect(result).toMatchObject({ text: 'server' });
  });

  it('ends as too large when the body passes two MiB', async () => {
    const server = await serve((_request, response) => {
      response.on('error', () => undefined);
      response.end(Buffer.alloc(2 * 1024 * 1024 + 1));
    });

    const result = await outgoing({ allowedOrigins: [server.origin] }).send({ method: 'GET', url: server.origin });

    expect(result).toEqual({ outcome: 'too_large' });
  });

  it.each<[string, RequestListener]>([
    ['is too large', (_request, response) => void response.end(Buffer.alloc(3 * 1024 * 1024))],
    ['never ends', (_request, response) => void response.write('a')],
  ])('counts by its headers alone when nobody wants its text, even if that %s', async (_case, listener) => {
    const server = await serve((request, response) => {
      response.on('error', () => undefined);
      listener(request, response);
    });
    const request = { method: 'POST', url: server.origin, ignoreText: true, timeoutMs: 2_000 } as const;

    const result = await outgoing({ allowedOrigins: [server.origin] }).send(request);

    expect(result).toMatchObject({ outcome: 'response', status: 200, text: '' });
  });

  it('ends as too large when the headers pass 16 KiB', async () => {
    const server = await serve((_request, response) => {
      for (let i = 0; i < 40; i += 1) response.setHeader(`x-${i}`, 'a'.repeat(500));
      response.end();
    });

    const result = await outgoing({ allowedOrigins: [server.origin] }).send({ method: 'GET', url: server.origin });

    expect(result).toEqual({ outcome: 'too_large' });
  });

  it.each<[string, RequestListener]>([
    ['no headers come', () => undefined],
    ['the body never ends', (_request, response) => void response.write('a')],
  ])('ends as timeout when %s', async (_case, listener) => {
    const server = await serve(listener);

    const result = await outgoing({ allowedOrigins: [server.origin] }).send({
      method: 'GET',
      url: server.origin,
      timeoutMs: 100,
    });

    expect(result).toEqual({ outcome: 'timeout' });
  });

  it('ends as broken when the connection is dropped after the request was read', async () => {
    const server = await serve((request) => request.socket.destroy());

    const result = await outgoing({ allowedOrigins: [server.origin] }).send({ method: 'GET', url: server.origin });

    expect(result).toEqual({ outcome: 'broken' });
  });

  it('ends as broken when the answer is not HTTP', async () => {
    const server = await serve((request) => request.socket.end('SMTP, sorry\r\n'));

    const result = await outgoing({ allowedOrigins: [server.origin] }).send({ method: 'GET', url: server.origin });

    expect(result).toEqual({ outcome: 'broken' });
  });

  it('ends as not sent when nobody listens', async () => {
    const server = await startLocalServer(() => undefined);
    await server.stop();

    const result = await outgoing({ allowedOrigins: [server.origin] }).send({ method: 'GET', url: server.origin });

    expect(result).toEqual({ outcome: 'not_sent', reason: 'connect' });
  });

  it('ends as not sent when the other side does not speak TLS', async () => {
    const server = await serve(() => undefined);
    const origin = server.origin.replace('http:', 'https:');

    const result = await outgoing({ allowedOrigins: [origin] }).send({ method: 'GET', url: origin });

    expect(result).toEqual({ outcome: 'not_sent', reason: 'tls' });
  });

  it('throws the reason of a signal that aborts', async () => {
    const cancel = new AbortController();
    const server = await serve(() => cancel.abort(new Error('cancelled')));

    const sent = outgoing({ allowedOrigins: [server.origin] }).send({
      method: 'GET',
      url: server.origin,
      signal: cancel.signal,
    });

    await expect(sent).rejects.toThrow('cancelled');
  });

  it('throws for a header that HTTP cannot carry, without repeating its value', async () => {
    const sent = outgoing({ allowedOrigins: ['http://127.0.0.1:9'] }).send({
      method: 'GET',
      url: 'http://127.0.0.1:9',
      headers: { 'x-api-key': 'canary\nsecret' },
    });

    const error: unknown = await sent.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect(inspect(error)).not.toContain('canary');
  });
});

describe('a request to an address by name', () => {
  it.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', '::ffff:127.0.0.1', 'fd00::1'])(
    'is refused without a connection when the name resolves to %s',
    async (address) => {
      const result = await outgoing({}, resolvesTo(address)).send({ method: 'GET', url: 'https://shop.example' });

      expect(result).toEqual({ outcome: 'not_sent', reason: 'address_refused' });
    },
  );

  it('is refused when only one of several resolved addresses is private', async () => {
    const server = await serve(() => undefined);
    const made = outgoing({ allowedPorts: [server.port] }, resolvesTo('127.0.0.1', '8.8.8.8'));

    const result = await made.send({ method: 'GET', url: `https://shop.example:${server.port}` });

    expect(result).toEqual({ outcome: 'not_sent', reason: 'address_refused' });
    expect(server.connections()).toBe(0);
  });

  it('connects to the address that was judged and asks for it only once', async () => {
    const server = await serve(() => undefined);
    let asked = 0;
    const resolveName: ResolveName = (hostname) => {
      asked += 1;
      return resolvesTo('127.0.0.1')(hostname);
    };
    const made = outgoing({ allowedPorts: [server.port], allowedHosts: ['shop.example'] }, resolveName);

    const result = await made.send({ method: 'GET', url: `https://shop.example:${server.port}` });

    // The server speaks no TLS: reaching it is what counts here.
    expect(result).toEqual({ outcome: 'not_sent', reason: 'tls' });
    expect([server.connections(), asked]).toEqual([1, 1]);
  });

  it('reaches a private network that the operator allows', async () => {
    const server = await serve(() => undefined);
    const made = outgoing({ allowedPorts: [server.port], allowedCidrs: ['127.0.0.0/8'] }, resolvesTo('127.0.0.1'));

    await made.send({ method: 'GET', url: `https://shop.example:${server.port}` });

    expect(server.connections()).toBe(1);
  });

  it('is refused on another port of a name that is an allowed origin', async () => {
    const server = await serve(() => undefined);
    const rules = { allowedOrigins: ['http://shop.example'], allowedPorts: [server.port] };

    const result = await outgoing(rules, resolvesTo('127.0.0.1')).send({
      method: 'GET',
      url: `https://shop.example:${server.port}`,
    });

    expect(result).toEqual({ outcome: 'not_sent', reason: 'address_refused' });
  });

  it('ends as not sent when the name does not resolve', async () => {
    const resolveName = () => Promise.reject(new Error('ENOTFOUND'));

    const result = await outgoing({}, resolveName).send({ method: 'GET', url: 'https://shop.example' });

    expect(result).toEqual({ outcome: 'not_sent', reason: 'dns' });
  });

  it.each(['https://127.0.0.1', 'https://0x7f.1', 'https://[::ffff:127.0.0.1]', 'http://shop.example'])(
    'is refused before any connection is tried: %s',
    async (url) => {
      const result = await outgoing({}).send({ method: 'GET', url });

      expect(result).toEqual({ outcome: 'not_sent', reason: 'address_refused' });
    },
  );
});
