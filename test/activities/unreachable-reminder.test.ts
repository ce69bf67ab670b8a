import { createSecretKey, randomBytes } from 'node:crypto';
import { createSellerMailActivities } from '../../src/activities/seller-mail';
import { DAY_MS } from '../../src/domain/policy';
import type { Mailer } from '../../src/notifications/smtp';
import { grantInForce, started } from '../registry/consent-steps';
import { T0, testDatabase, type TestDatabase } from '../registry/fixture';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.remove());

test('a reminder that reaches nobody still tells the backend, once', async () => {
  const registry = await database.open();
  const onboardingId = await started(registry);
  const { generation } = await grantInForce(registry, onboardingId);
  const refusing: Mailer = { send: () => Promise.resolve({ outcome: 'rejected', reason: 'recipient_refused' }) };
  const { performStep } = createSellerMailActivities({
    registry,
    mailer: refusing,
    clock: { now: () => T0 },
    publicName: 'Shop Backend',
    publicBaseUrl: 'http://localhost:3000',
    dayMs: DAY_MS,
    mailDomain: 'backend.example',
    messageIdKey: createSecretKey(randomBytes(32)),
    environment: 'test',
    muted: false,
  });
  const step = { kind: 'reminder', key: 'T-30', at: T0, daysBefore: 30, lane: 'seller' } as const;
  for (let n = 0; n < 2; n += 1) {
    expect(
      await performStep({ onboardingId, generation: generation!, step, snoozedUntil: null, estimated: false }),
    ).toEqual({
      outcome: 'contact_unreachable',
    });
  }
  const expiring = (await registry.events.list(onboardingId)).filter(({ type }) => type === 'authorization.expiring');
  expect(expiring).toMatchObject([{ data: { generation, daysBefore: 30 } }]);
});
