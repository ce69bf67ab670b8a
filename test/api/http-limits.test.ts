import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { HTTP_LIMITS } from '../../src/api/http-limits';

let server: Server;
beforeAll(async () => {
  server = createServer(HTTP_LIMITS, (_request, response) => response.end('read')).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

/** Everything that the server answers before it hangs up. */
async function answerTo(sent: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(sent);
  return text(socket);
}

test('headers larger than 16 KiB are refused', async () => {
  const answer = await answerTo(`GET / HTTP/1.1\r\nHost: a\r\nX-Large: ${'x'.repeat(17 * 1024)}\r\n\r\n`);

  expect(answer).toMatch(/^HTTP\/1\.1 431 /);
});

test('headers that do not end are waited for ten seconds and no longer', async () => {
  const startedAt = performance.now();
  const answer = await answerTo('GET / HTTP/1.1\r\nHost: a\r\n');

  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(performance.now() - startedAt).toBeLessThan(15_000);
}, 20_000);
