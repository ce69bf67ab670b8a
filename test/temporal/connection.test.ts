import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createClient, lazyConnection } from '../../src/temporal/connection';
import { startDevServer } from '../../src/temporal/dev-server';
import { freePort, testBinary } from './dev-server';

describe('a client connection', () => {
  it('can be made while the server is down, and works once it is up', async () => {
    const port = { port: await freePort(), setting: 'the port of this test' };
    const connection = lazyConnection({ address: `127.0.0.1:${String(port.port)}` });
    const client = createClient(connection, 'default');
    const { binary, serverVersion } = await testBinary();
    const server = await startDevServer({ binary, serverVersion, port });
    const asked = client.workflow.getHandle('nobody').describe();
    await expect(asked).rejects.toMatchObject({ name: 'WorkflowNotFoundError' });
    await connection.close();
    await server.stop();
  });

  it('fails its calls, and not the process, while the server is down', async () => {
    const connection = lazyConnection({ address: `127.0.0.1:${String(await freePort())}` });
    const call = connection.withDeadline(Date.now() + 300, () => connection.workflowService.getSystemInfo({}));
    await expect(call).rejects.toThrow();
    await connection.close();
  });

  it('makes a call that failed no second time, so that nothing is left to be done when it is closed', async () => {
    let calls = 0;
    const unavailable = createServer().on('stream', (stream) => {
      calls += 1;
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '14' }, { endStream: true });
    });
    await once(unavailable.listen(0, '127.0.0.1'), 'listening');
    const { port } = unavailable.address() as AddressInfo;
    const connection = lazyConnection({ address: `127.0.0.1:${String(port)}` });

    await expect(connection.workflowService.getSystemInfo({})).rejects.toMatchObject({ code: 14 });

    expect(calls).toBe(1);
    await connection.close();
    await new Promise((resolve) => unavailable.close(resolve));
  });
});
