import { TestWorkflowEnvironment } from '@temporalio/testing';
import { dataConverter } from '../../src/temporal/data-converter';
import { startTestServer } from './dev-server';
import { quietRuntime } from './quiet-runtime';

export interface RealServer {
  readonly environment: TestWorkflowEnvironment;
  stop(): Promise<void>;
}

/** A server on which time passes as it does everywhere; its client uses the product's data converter. */
export async function startRealServer(): Promise<RealServer> {
  quietRuntime();
  const server = await startTestServer('memory');
  const environment = await TestWorkflowEnvironment.createFromExistingServer({
    address: server.address,
    client: { dataConverter },
  });
  return {
    environment,
    async stop() {
      await environment.teardown();
      await server.stop();
    },
  };
}
