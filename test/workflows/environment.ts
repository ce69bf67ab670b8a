import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { fileNameOf } from '../replay/record';
import { createTimeSkippingEnvironment } from '../temporal/time-skipping';
import { openHouse, type House } from './house';

/**
 * One server and one house for the test file. Every onboarding is left by its own door after its test: a terminated
 * workflow can leave the test server unable to skip time.
 */
export function houseForThisFile(replace?: Parameters<typeof openHouse>[1]): () => House {
  let environment: TestWorkflowEnvironment;
  let house: House;
  beforeAll(async () => {
    environment = await createTimeSkippingEnvironment();
    house = await openHouse(environment, replace);
  }, 300_000);
  afterEach(async () => {
    if (process.env['EVERGRANT_RECORD_HISTORIES'] !== undefined) {
      await house.recordAll(fileNameOf(expect.getState().currentTestName ?? 'unnamed'));
    }
    await house.leaveAll();
  });
  afterAll(async () => {
    await house.close();
    await environment.teardown();
  });
  return () => house;
}
