import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { createTimeSkippingEnvironment } from '../temporal/time-skipping';
import { openHouse, type House } from './house';

describe('from start to connected and through the years', () => {
  let environment: TestWorkflowEnvironment;
  let house: House;

  beforeAll(async () => {
    environment = await createTimeSkippingEnvironment();
  });
  afterAll(() => environment.teardown());
  beforeEach(async () => {
    house = await openHouse(environment);
  });
  afterEach(() => house.close());

  it('validates the key, creates the store, invites the seller, and is connected by the consent', async () => {
    const id = await house.start('acme');
    const waiting = await house.untilStage(id, 'awaiting_consent');
    expect(waiting.waitingOn).toBe('seller');
    expect(waiting.stores[0]).toMatchObject({ ready: true });
    expect(house.mailsTo(`${id}@acme.example`)).toHaveLength(1);

    const consentId = await house.consent(id, 'acme');
    await house.untilAttempt(consentId, 'connected');
    const connected = await house.untilStage(id, 'connected');
    expect(connected.authorization).toMatchObject({ generation: 1, sellerId: 'A1ACME0UTD00R7' });
    expect(connected.nextStep?.key).toBe('T-30');
  });
});
