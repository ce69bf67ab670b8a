import { CONTACT_EMAIL, openHouse, tripOf, type House } from './house';
import { formOf, headingOf } from './visitor';

let house: House;
beforeEach(async () => {
  house = await openHouse();
  await house.onboard('acme');
});
afterEach(() => house.close());

describe('POST Connect', () => {
  it('answers 200 with a page that goes on to Seller Central of the store, and never redirects', async () => {
    const handOff = await house.visitor().press(await house.link('acme'));
    expect(handOff.status).toBe(200);
    expect(handOff.headers.location).toBeUndefined();
    expect(handOff.headers['cache-control']).toBe('no-store');
    const { amazon, state } = tripOf(handOff);
    expect(amazon.origin + amazon.pathname).toBe('https://sellercentral.amazon.com/apps/authorize/consent');
    expect(state).toMatch(/^[\w-]{43}$/);
    expect(handOff.body).toContain(`<a class="button" href="${amazon.href.replaceAll('&', '&amp;')}">`);
  });

  it('sends a seller of several countries to the first one of the table', async () => {
    await house.onboard('several', { countries: ['MX', 'CA', 'US'] });
    const { amazon } = await house.connect(house.visitor(), await house.link('several'));
    expect(amazon.host).toBe('sellercentral.amazon.com');
  });

  it('sends a British seller to the European Seller Central', async () => {
    await house.onboard('globex', { countries: ['UK'] });
    const { amazon } = await house.connect(house.visitor(), await house.link('globex'));
    expect(amazon.host).toBe('sellercentral-europe.amazon.com');
  });

  it('never writes a host into an address that the request names', async () => {
    const visitor = house.visitor();
    const { action, csrf } = formOf((await visitor.get(await house.link('acme'))).body);
    const handOff = await visitor.post(
      action,
      { csrf },
      { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'x' },
    );
    expect(tripOf(handOff).amazon.searchParams.get('redirect_uri')).toBe(`${house.origin}/amazon/callback`);
  });

  it('confirms the address that the link was mailed to', async () => {
    await house.connect(house.visitor(), await house.link('acme'));
    expect(await house.registry.contacts.forRole('acme', 'seller')).toMatchObject({
      email: CONTACT_EMAIL,
      confirmed: true,
    });
  });

  it('confirms nobody when the link was not mailed', async () => {
    await house.connect(house.visitor(), await house.link('acme', 'manage', false));
    expect(await house.registry.contacts.forRole('acme', 'seller')).toMatchObject({ confirmed: false });
  });

  it('refuses a form without a token, and leads back to the link', async () => {
    const visitor = house.visitor();
    const link = await house.link('acme');
    await visitor.get(link);
    const answer = await visitor.post(`${link}/connect`, {});
    expect([answer.status, headingOf(answer.body)]).toEqual([403, 'We could not accept that click']);
    expect(answer.body).toContain(`href="${link}"`);
  });

  it('refuses the token of another onboarding', async () => {
    await house.onboard('other');
    const visitor = house.visitor();
    const foreign = formOf((await visitor.get(await house.link('other'))).body);
    const answer = await visitor.post(`${await house.link('acme')}/connect`, { csrf: foreign.csrf });
    expect(answer.status).toBe(403);
  });

  it('refuses the token of another browser', async () => {
    const link = await house.link('acme');
    const { action, csrf } = formOf((await house.visitor().get(link)).body);
    const other = house.visitor();
    await other.get(link);
    expect((await other.post(action, { csrf })).status).toBe(403);
  });

  it('refuses a form without a cookie', async () => {
    const { action, csrf } = formOf((await house.visitor().get(await house.link('acme'))).body);
    expect((await house.visitor().post(action, { csrf })).status).toBe(403);
  });

  it('refuses a form from another site, whatever its token', async () => {
    const visitor = house.visitor();
    const { action, csrf } = formOf((await visitor.get(await house.link('acme'))).body);
    expect((await visitor.post(action, { csrf }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  it('accepts Origin: null, which browsers send from a page without referrer', async () => {
    const visitor = house.visitor();
    const { action, csrf } = formOf((await visitor.get(await house.link('acme'))).body);
    const answer = await visitor.post(action, { csrf }, { origin: 'null', 'sec-fetch-site': 'same-origin' });
    expect(answer.status).toBe(200);
  });

  it('refuses a form larger than 8 KB', async () => {
    const visitor = house.visitor();
    const { action, csrf } = formOf((await visitor.get(await house.link('acme'))).body);
    expect((await visitor.post(action, { csrf, more: 'x'.repeat(8 * 1024) })).status).toBe(413);
  });

  it('says what to do after twenty tries in an hour', async () => {
    const visitor = house.visitor();
    const link = await house.link('acme');
    for (let i = 0; i < 20; i++) await house.connect(visitor, link);
    const answer = await visitor.press(link);
    expect([answer.status, headingOf(answer.body)]).toEqual([429, 'Too many tries within an hour']);
  });

  it('is refused in plain words when the store is not ready yet', async () => {
    await house.onboard('early', { ready: false });
    const visitor = house.visitor();
    const link = await house.link('early');
    // The page itself has no form yet: its token is that of the page of the link that reports a connection.
    const { csrf } = formOf((await visitor.get(await house.link('early', 'not_us'))).body);
    const answer = await visitor.post(`${link}/connect`, { csrf });
    expect([answer.status, headingOf(answer.body)]).toEqual([409, 'Your store is still being prepared']);
  });

  it('is refused in plain words when the onboarding was closed meanwhile', async () => {
    const visitor = house.visitor();
    const { action, csrf } = formOf((await visitor.get(await house.link('acme'))).body);
    await house.registry.onboardings.close('acme', house.clock.now());
    const answer = await visitor.post(action, { csrf });
    expect([answer.status, headingOf(answer.body)]).toEqual([410, 'This link no longer works']);
  });

  it('is not what a link to report a connection can be used for', async () => {
    const visitor = house.visitor();
    const link = await house.link('acme', 'not_us');
    const { csrf } = formOf((await visitor.get(link)).body);
    expect((await visitor.post(`${link}/connect`, { csrf })).status).toBe(404);
  });
});
