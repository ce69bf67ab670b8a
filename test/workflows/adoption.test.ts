import { randomUUID } from 'node:crypto';
import { DAY_MS } from '../../src/domain/policy';
import { Secret } from '../../src/domain/secret';
import type { AdoptionInput } from '../../src/registry/adoptions';
import { houseForThisFile } from './environment';
import { ACME_US } from './house';

const house = houseForThisFile();
const adopted: string[] = [];

afterEach(async () => {
  for (const id of adopted.splice(0)) {
    await house().disconnect(id);
    await house().until(id, ({ stage }) => stage === 'disconnected');
    await house().pass(8);
    await house().until(id, ({ closedAt }) => closedAt !== null);
  }
});

/** What a backend that has worked without Evergrant holds of Acme's seller. */
async function past(): Promise<{ readonly refreshToken: Secret; readonly sellerId: string }> {
  const id = await house().start('acme');
  await house().untilStage(id, 'awaiting_consent');
  await house().consent(id, 'acme');
  await house().untilStage(id, 'connected');
  const grant = await house().registry.grants.inForce(id);
  const refreshToken = await house().registry.grants.refreshToken(grant!.grantRef);
  await house().leaveAll();
  return { refreshToken: refreshToken!, sellerId: grant!.sellerId };
}

async function adopt(daysAgo: number, token?: Secret) {
  const { refreshToken, sellerId } = await past();
  const now = house().clock.now();
  const id = `adopted-${randomUUID().slice(0, 8)}`;
  const contact = (role: 'seller' | 'merchant') =>
    ({ role, email: `${role}.${id}@acme.example`, language: 'en', timeZone: 'America/New_York' }) as const;
  const consentedAt = now - daysAgo * DAY_MS;
  const startsAt = now + 3_600_000;
  const input: AdoptionInput = {
    onboardingId: id,
    merchantId: 'acme',
    region: 'na',
    language: 'en',
    expectedSellerId: sellerId,
    returnUrl: null,
    metadata: {},
    // Nothing was ever given of Commerce: the merchant must not be written to about that.
    apiKey: null,
    connection: null,
    stores: [ACME_US],
    contacts: [contact('seller'), contact('merchant')],
    bodyHmac: 'row-1',
    actor: 'test',
    grant: { refreshToken: token ?? refreshToken, consentedAt, basis: 'stated' },
  };
  expect(await house().registry.adoptions.adopt(input, { startsAt, quietUntil: startsAt + DAY_MS }, now)).toBe(
    'adopted',
  );
  return {
    id,
    consentedAt,
    mails: () => (['seller', 'merchant'] as const).flatMap((role) => house().mailsTo(contact(role).email)),
  };
}

test('an adopted grant is verified in its turn, gets its plan, and nobody is mailed before its next reminder', async () => {
  const { id, consentedAt, mails } = await adopt(200);
  expect((await house().status(id)).stage).toBe('verifying_grant');

  await house().pass(0.1);
  adopted.push(id);
  const status = await house().untilStage(id, 'connected');
  expect(status.authorization).toMatchObject({
    generation: 1,
    sellerIdProof: 'expected',
    grantedAt: consentedAt,
    expiresAt: consentedAt + 365 * DAY_MS,
    expiryKnownFrom: 'stated',
  });
  expect(status.nextStep?.key).toBe('T-60');
  expect(mails()).toEqual([]);

  while (mails().length === 0) await house().passNextStep(id);
  expect(house().clock.now()).toBeGreaterThan(consentedAt + 330 * DAY_MS);
  expect(mails()).toHaveLength(1);
});

test('steps that lie before the adoption are recorded as overtaken, and not made up for', async () => {
  const { id, mails } = await adopt(360);
  await house().pass(0.1);
  adopted.push(id);
  await house().until(id, (status) => status.nextStep !== null);
  const { marks } = await house().facts(id);
  expect(marks).toMatchObject({ 'T-30': 'overtaken', 'T-7': 'overtaken', 'E-7': 'overtaken' });
  expect(marks).not.toHaveProperty('T-0');
  expect(mails()).toEqual([]);
});

test('a token that Amazon refuses invites nobody until somebody reopens the consent', async () => {
  const { id, mails } = await adopt(200, new Secret('Atzr|unknown-to-amazon'));
  await house().pass(0.1);
  adopted.push(id);
  await house().until(id, ({ requirements }) => requirements.some(({ code }) => code === 'consent_void'));
  await house().pass(20);
  expect(mails()).toEqual([]);

  const verb = { onboardingId: id, verb: 'reopen', actor: 'test', reason: 'The merchant agrees.' } as const;
  await house().registry.verbs.request(verb, house().clock.now());
  await house().untilFacts(id, ({ consent }) => !consent.quiet);
});
