import { CONTACT_PROPOSAL_TTL_MS } from '../../src/domain/contact-proposal';
import { changeSeller, confirmationLink } from './contact-change';
import { CONTACT_EMAIL, openHouse, type House } from './house';
import { formOf, headingOf, textOf } from './visitor';

let house: House;
beforeEach(async () => {
  house = await openHouse();
  await house.onboard('acme');
});
afterEach(() => house.close());

const NEW_EMAIL = 'bert@acme.example';

const change = (email: string) => changeSeller(house, 'acme', email);
const mailedLink = () => confirmationLink(house, 'acme', NEW_EMAIL);
const addresses = async () => (await house.registry.contacts.set('acme', house.clock.now()))!;

describe('Confirm this address', () => {
  it('puts the address in force by one POST', async () => {
    const answer = await house.visitor().press(await mailedLink());
    expect([answer.status, headingOf(answer.body)]).toEqual([200, 'Your address is confirmed']);
    expect(await addresses()).toMatchObject({ contacts: [{ email: NEW_EMAIL, confirmed: true }], proposed: [] });
  });

  it('does nothing when the page is only opened', async () => {
    const page = await house.visitor().get(await mailedLink());
    expect([page.status, headingOf(page.body)]).toEqual([200, 'Confirm your mail address']);
    expect(await addresses()).toMatchObject({ contacts: [{ email: CONTACT_EMAIL }] });
  });

  it('says what the mails are about, and no address', async () => {
    const page = textOf((await house.visitor().get(await mailedLink())).body);
    expect(page).toContain('remind you to renew it once a year');
    expect(page).not.toContain('@');
  });

  it('dies with the POST', async () => {
    const visitor = house.visitor();
    const link = await mailedLink();
    const { action, csrf } = formOf((await visitor.get(link)).body);
    await Promise.all([visitor.post(action, { csrf }), visitor.post(action, { csrf })]);
    expect((await visitor.post(action, { csrf })).status).toBe(410);
    expect((await visitor.get(link)).status).toBe(410);
  });

  it('dies with the proposal', async () => {
    const visitor = house.visitor();
    const link = await mailedLink();
    const { action, csrf } = formOf((await visitor.get(link)).body);
    house.clock.advance(CONTACT_PROPOSAL_TTL_MS);
    expect((await visitor.post(action, { csrf })).status).toBe(410);
    expect(await addresses()).toMatchObject({ contacts: [{ email: CONTACT_EMAIL }] });
  });

  it('dies when another address is wanted meanwhile', async () => {
    const visitor = house.visitor();
    const link = await mailedLink();
    await change('carla@acme.example');
    expect((await visitor.get(link)).status).toBe(410);
  });

  it('refuses a form that our page did not make', async () => {
    const visitor = house.visitor();
    const link = await mailedLink();
    await visitor.get(link);
    expect((await visitor.post(`${link}/confirm`, { csrf: 'guess' })).status).toBe(403);
    expect(await addresses()).toMatchObject({ contacts: [{ email: CONTACT_EMAIL }] });
  });

  it('refuses a form from another site', async () => {
    const visitor = house.visitor();
    const link = await mailedLink();
    const { action, csrf } = formOf((await visitor.get(link)).body);
    expect((await visitor.post(action, { csrf }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(await addresses()).toMatchObject({ contacts: [{ email: CONTACT_EMAIL }] });
  });

  it('neither connects nor reports anything', async () => {
    const visitor = house.visitor();
    const link = await mailedLink();
    const { csrf } = formOf((await visitor.get(link)).body);
    expect((await visitor.post(`${link}/connect`, { csrf })).status).toBe(404);
    expect((await visitor.post(`${link}/not-us`, { csrf })).status).toBe(404);
  });

  it('cannot be said with a link of another purpose', async () => {
    const visitor = house.visitor();
    await change(NEW_EMAIL);
    const link = await house.link('acme');
    const { csrf } = formOf((await visitor.get(link)).body);
    expect((await visitor.post(`${link}/confirm`, { csrf })).status).toBe(404);
  });
});

describe('A POST from a mailed link', () => {
  it.each(['renew', 'not_us'] as const)('of the purpose %s makes an unreachable address reachable', async (purpose) => {
    const { contactId } = (await house.registry.contacts.forRole('acme', 'seller'))!;
    await house.registry.contacts.refused(contactId, house.clock.now());
    await house.visitor().press(await house.link('acme', purpose));
    expect(await addresses()).toMatchObject({ contacts: [{ confirmed: true, unreachableSince: null }] });
  });
});
