import { CA } from '../registry/fixture';
import { participation } from '../registry/consent-steps';
import { openHouse, returnedFrom, SELLER_ID, type House } from './house';
import { formOf, headingOf } from './visitor';

let house: House;
beforeEach(async () => {
  house = await openHouse();
  await house.onboard('acme');
});
afterEach(() => house.close());

/** A renewal of the same seller whose account shows other marketplaces than before; returns its consent. */
async function parked(): Promise<{ readonly consentId: string; readonly grantRef: string }> {
  const visitor = house.visitor();
  const link = await house.link('acme');
  await house.swapIn((await house.consent(visitor, link)).consentId);
  const { consentId } = await house.consent(visitor, link);
  const grantRef = await house.candidateOf(consentId);
  await house.registry.grants.park(grantRef, 'owner_mismatch', [participation(CA)], house.clock.now());
  return { consentId, grantRef };
}

async function decisions() {
  const { items } = await house.registry.audit.list({ onboardingId: 'acme', limit: 100 });
  return items.filter(({ action }) => action === 'decide_owner');
}

describe('Is this your Amazon account?', () => {
  it('accepts that consent by one POST, in the name of the contact', async () => {
    const { consentId } = await parked();
    const answer = await house.visitor().press(await house.link('acme', 'confirm_owner'));

    expect([answer.status, headingOf(answer.body)]).toEqual([200, 'Thank you, that is confirmed']);
    expect(await decisions()).toEqual([
      expect.objectContaining({
        actor: expect.stringMatching(/^contact:/) as string,
        detail: { decision: 'accept', consentId },
      }),
    ]);
  });

  it('decides nothing when the page is only opened', async () => {
    await parked();
    await house.visitor().get(await house.link('acme', 'confirm_owner'));

    expect(await decisions()).toEqual([]);
  });

  it('is asked once: the link dies with the answer', async () => {
    await parked();
    const link = await house.link('acme', 'confirm_owner');
    await house.visitor().press(link);

    expect((await house.visitor().get(link)).status).toBe(410);
  });

  it('answers for no later consent than the one that it was mailed for', async () => {
    const { grantRef } = await parked();
    const link = await house.link('acme', 'confirm_owner');
    await house.registry.grants.destroy(grantRef, 'refused', house.clock.now());

    expect((await house.visitor().get(link)).status).toBe(410);
  });

  it('is not asked about the account of another seller, which only an operator decides', async () => {
    const { grantRef } = await parked();
    const link = await house.link('acme', 'confirm_owner');
    await house.registry.grants.destroy(grantRef, 'refused', house.clock.now());
    const visitor = house.visitor();
    const trip = await house.connect(visitor, await house.link('acme'));
    const back = await visitor.get(trip.callback.replace(SELLER_ID, 'A9OTHEREXAMPLE'));
    const other = await house.candidateOf(returnedFrom(back).consentId);
    await house.registry.grants.park(other, 'owner_mismatch', [participation(CA)], house.clock.now());

    expect((await house.visitor().get(link)).status).toBe(410);
    expect((await house.visitor().get(await house.link('acme', 'confirm_owner'))).status).toBe(410);
    expect(await decisions()).toEqual([]);
  });

  it('cannot be said with a link that connects', async () => {
    await parked();
    const visitor = house.visitor();
    const link = await house.link('acme');
    const { csrf } = formOf((await visitor.get(link)).body);

    expect((await visitor.post(`${link}/confirm-owner`, { csrf })).status).toBe(404);
    expect(await decisions()).toEqual([]);
  });
});
