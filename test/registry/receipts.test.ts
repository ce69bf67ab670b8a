import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/domain/canonical-json';
import type { Receipt } from '../../src/registry/receipts';
import type { Registry } from '../../src/registry/registry';
import { candidate, grantInForce, READINESS, started, swapIn } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
let onboardingId: string;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open({ applicationId: 'amzn1.sp.solution.test' });
  onboardingId = await started(registry);
  await registry.stores.makeReady(onboardingId, 'us', 1, READINESS, T0);
});
afterEach(() => database.remove());

const sha256 = (value: unknown) => createHash('sha256').update(canonicalJson(value)).digest('hex');

async function onlyReceipt(): Promise<Receipt> {
  const [receipt, ...others] = await registry.receipts.list(onboardingId);
  if (!receipt || others.length > 0) throw new Error('There is not exactly one receipt.');
  return receipt;
}

test('a consent that comes into force leaves a receipt of who, when, by which door, for which stores and app', async () => {
  const grant = await grantInForce(registry, onboardingId);
  const { evidence, person } = await onlyReceipt();

  expect(evidence).toMatchObject({
    onboardingId,
    generation: 1,
    consentId: grant.consentId,
    door: 'link',
    startedAt: '2026-01-15T12:00:00.000Z',
    consentedAt: '2026-01-15T12:00:00.000Z',
    inForceAt: '2026-01-15T12:00:00.000Z',
    applicationId: 'amzn1.sp.solution.test',
    stores: [{ storeId: 'us', marketplaceId: 'ATVPDKIKX0DER' }],
    previousHash: null,
  });
  expect(person).toMatchObject({
    sellerId: 'SELLER-1',
    commerceHost: 'shop.example',
    stores: [{ storeId: 'us', name: 'Acme US', websiteCode: 'base' }],
  });
});

test('its hashes can be worked out from the export', async () => {
  await grantInForce(registry, onboardingId);
  const { evidence, hash, person } = await onlyReceipt();

  expect(hash).toBe(sha256(evidence));
  expect(evidence.personHash).toBe(sha256(person));
});

test('each generation has its own, which names the one before', async () => {
  await grantInForce(registry, onboardingId);
  await grantInForce(registry, onboardingId);
  const [first, second] = await registry.receipts.list(onboardingId);

  expect([first?.evidence.generation, second?.evidence.generation]).toEqual([1, 2]);
  expect(second?.evidence.previousHash).toBe(first?.hash);
});

test('a candidate that is swapped in twice leaves one receipt', async () => {
  const { candidateRef } = await candidate(registry, onboardingId);
  await swapIn(registry, candidateRef);
  await swapIn(registry, candidateRef);

  expect((await onlyReceipt()).evidence.generation).toBe(1);
});

test('receipts stay when the onboarding is closed', async () => {
  await grantInForce(registry, onboardingId);
  const before = await onlyReceipt();
  await registry.onboardings.close(onboardingId, T0 + 1);

  expect(await onlyReceipt()).toEqual(before);
});
