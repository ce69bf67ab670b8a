import { SEEDED_SELLERS } from '../../src/simulator/amazon/sellers';
import { houseForThisFile } from './environment';
import { ACME_US } from './house';

const house = houseForThisFile();
const codes = (status: { requirements: readonly { code: string }[] }) => status.requirements.map(({ code }) => code);

async function invited(change: Parameters<ReturnType<typeof house>['start']>[1] = {}) {
  const id = await house().start('acme', change);
  await house().untilStage(id, 'awaiting_consent');
  return id;
}

async function connected(seller = 'acme', change: Parameters<ReturnType<typeof house>['start']>[1] = {}) {
  const id = await invited(change);
  await house().consent(id, seller);
  await house().untilStage(id, 'connected');
  return id;
}

describe('a consent that cannot be used', () => {
  it('keeps one whose seller does not sell there, asks every day, and is connected once the seller does', async () => {
    const id = await invited({ stores: [{ ...ACME_US, country: 'CA', websiteCode: 'base' }] });
    const consentId = await house().consent(id, 'initech');
    await house().untilAttempt(consentId, 'not_participating');
    const waiting = await house().until(id, (status) => codes(status).includes('marketplace_not_participating'));
    expect(waiting).toMatchObject({ stage: 'awaiting_consent', waitingOn: 'seller', authorization: null });

    const seller = SEEDED_SELLERS.find(({ key }) => key === 'initech')!;
    const canada = { country: 'CA', storeName: 'Initech Canada', isParticipating: true, hasSuspendedListings: false };
    await house().simulator.addSeller({ ...seller, marketplaces: [...seller.marketplaces, canada] });
    await house().pass(1.1);
    await house().untilStage(id, 'connected');
    await house().untilAttempt(consentId, 'connected');
    await house().simulator.addSeller(seller);
  });

  it('drops it after 14 days, and takes a consent of the right account', async () => {
    const id = await invited({ stores: [{ ...ACME_US, country: 'CA', websiteCode: 'base' }] });
    const consentId = await house().consent(id, 'initech');
    await house().untilAttempt(consentId, 'not_participating');
    await house().pass(14.5);
    await house().untilAttempt(consentId, 'void');
    await house().consent(id, 'acme');
    await house().untilStage(id, 'connected');
  });

  it('asks again in plain words when the grant was revoked before it was verified', async () => {
    const id = await invited();
    await house().simulator.orderFault({ operation: 'sellers.participations', times: 1, status: 503 });
    const consentId = await house().consent(id, 'acme');
    await house().untilCalled('sellers.participations');
    await house().simulator.disable('acme', 'na');
    await house().pass(0.01);
    await house().untilAttempt(consentId, 'void');
    const status = await house().until(id, (found) => codes(found).includes('consent_void'));
    expect(status).toMatchObject({ stage: 'awaiting_consent', waitingOn: 'seller' });
    await house().consent(id, 'acme');
    await house().untilStage(id, 'connected');
  });

  it('waits for Amazon when Amazon is down, and stays audible', async () => {
    const id = await invited();
    await house().simulator.orderFault({ operation: 'sellers.participations', times: 500, status: 500 });
    await house().consent(id, 'acme');
    await house().untilCalled('sellers.participations');
    await house().pass(0.01);
    const waiting = await house().until(id, (status) => codes(status).includes('amazon_unavailable'));
    expect(waiting).toMatchObject({ stage: 'verifying_grant', waitingOn: 'amazon' });
    await house().clearFaults();
    await house().pass(0.1);
    await house().untilStage(id, 'connected');
  });

  it('pages the operator, not the seller, when Amazon refuses our own application', async () => {
    const id = await invited();
    const refusal = { error: 'invalid_client', error_description: 'Client authentication failed' };
    const refuseUs = () =>
      house().simulator.orderFault({ operation: 'lwa.token', times: 1, status: 401, body: refusal });
    await house().consent(id, 'acme', { afterExchange: refuseUs });
    const waiting = await house().until(id, (status) => codes(status).includes('app_misconfigured'));
    expect(waiting).toMatchObject({ stage: 'verifying_grant', waitingOn: 'operator' });
    await house().pass(0.1);
    await house().untilStage(id, 'connected');
  });

  it('stops hard when the seller is already connected elsewhere', async () => {
    await connected('acme');
    const second = await invited({ stores: [{ ...ACME_US, websiteCode: 'acme_us' }] });
    const consentId = await house().consent(second, 'acme');
    await house().untilAttempt(consentId, 'refused');
    const refused = await house().until(second, (status) => codes(status).includes('seller_already_connected'));
    expect(refused).toMatchObject({ stage: 'awaiting_consent', waitingOn: 'operator', authorization: null });
  });

  it('parks a claim on a connected seller that does not match it', async () => {
    await connected('acme');
    const acme = SEEDED_SELLERS.find(({ key }) => key === 'acme')!;
    const impostor = {
      ...acme,
      key: 'impostor',
      marketplaces: acme.marketplaces.map((entry) => ({ ...entry, storeName: 'Other' })),
    };
    await house().simulator.addSeller(impostor);
    const second = await invited({ stores: [{ ...ACME_US, websiteCode: 'acme_us' }] });
    const consentId = await house().consent(second, 'impostor');
    await house().untilAttempt(consentId, 'parked');
    const parked = await house().until(second, (status) => codes(status).includes('seller_claim_conflict'));
    expect(parked).toMatchObject({ stage: 'awaiting_consent', waitingOn: 'operator' });
  });

  it('parks the first consent of another seller than the backend expects', async () => {
    const id = await invited({ expectedSellerId: 'A9EXPECTED' });
    const consentId = await house().consent(id, 'acme');
    await house().untilAttempt(consentId, 'parked');
    await house().until(id, (status) => codes(status).includes('owner_mismatch'));
  });
});

describe('a renewal', () => {
  it('from another account is parked beside the stage; the grant in force and its reminders go on', async () => {
    const id = await connected('acme');
    const consentId = await house().consent(id, 'initech');
    await house().untilAttempt(consentId, 'parked');
    const parked = await house().until(id, (status) => codes(status).includes('owner_mismatch'));
    expect(parked).toMatchObject({ stage: 'connected', authorization: { generation: 1, sellerId: 'A1ACME0UTD00R7' } });
    await house().pass(336);
    const expiring = await house().untilStage(id, 'expiring');
    expect(codes(expiring)).toEqual(['renewal_due']);
  });

  it('from the right account after a mismatch clears it', async () => {
    const id = await connected('acme');
    await house().consent(id, 'initech');
    await house().until(id, (status) => codes(status).includes('owner_mismatch'));
    await house().consent(id, 'acme');
    expect((await house().untilRenewed(id, 2)).requirements).toEqual([]);
  });
});

describe('leaving', () => {
  it('is immediate and final before a consent', async () => {
    const id = await invited();
    await house().disconnect(id);
    await house().until(id, ({ closedAt, stage }) => closedAt !== null && stage === 'disconnected');
    await house().untilCompleted(id);
  });

  it('takes seven days after a consent, then destroys the token and ends the process', async () => {
    const id = await connected();
    const grant = await house().registry.grants.inForce(id);
    await house().disconnect(id);
    await house().untilStage(id, 'disconnected');
    await house().pass(6.5);
    expect(await house().registry.grants.refreshToken(grant!.grantRef)).toBeDefined();
    await house().pass(1);
    await house().until(id, ({ closedAt }) => closedAt !== null);
    expect(await house().registry.grants.refreshToken(grant!.grantRef)).toBeUndefined();
  });

  it('shows an operator that the contact disputes the consent', async () => {
    const id = await connected();
    await house().registry.verbs.request(
      { onboardingId: id, verb: 'dispute', actor: 'contact:1', reason: 'not us' },
      house().clock.now(),
    );
    await house().until(id, (status) => codes(status).includes('consent_disputed'));
  });
});
