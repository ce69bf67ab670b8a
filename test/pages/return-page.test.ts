import type { Instant } from '../../src/domain/clock';
import type { Requirement } from '../../src/domain/requirements';
import { callbackOf, openHouse, returnedFrom, tripOf, type House, type HouseOptions, type Returned } from './house';
import { formOf, headingOf, textOf, type Visitor } from './visitor';

const HOUR_MS = 3_600_000;

let house: House;
let visitor: Visitor;
let link: string;
async function open(options?: HouseOptions): Promise<void> {
  house = await openHouse(options);
  await house.onboard('acme', { countries: ['US', 'CA'], returnUrl: 'https://app.acme.example/amazon?done=1' });
  visitor = house.visitor();
  link = await house.link('acme');
}
afterEach(() => house.close());

function accessRefused(since: Instant): Requirement {
  const params = { requestId: '0a1b2c3d' };
  return { code: 'amazon_access_refused', pointer: '', since, deadline: null, waitingOn: 'operator', params };
}

const consent = (): Promise<Returned> => house.consent(visitor, link);
const words = async (path: string) => textOf((await visitor.get(path)).body);

describe('The return page', () => {
  it('waits while the consent is being checked, and looks again by itself', async () => {
    await open();
    const { path } = await consent();
    const page = await visitor.get(path);
    expect(headingOf(page.body)).toBe('Checking with Amazon');
    expect(page.headers.refresh).toBe(`2; url=${path}?since=${house.clock.now()}`);
    expect(page.body).toContain(`href="${path}?since=${house.clock.now()}"`);
  });

  it('answers as soon as the outcome is there', async () => {
    await open({ patience: { firstMs: 30_000, laterMs: 30_000, lookEveryMs: 5 } });
    const { consentId, path } = await consent();
    const answer = visitor.get(path);
    await house.swapIn(consentId);
    const page = await answer;
    expect(headingOf(page.body)).toBe('Your store is connected');
    expect(page.headers.refresh).toBeUndefined();
  });

  it('says after a minute that one may go and will get a mail', async () => {
    await open();
    const { path } = await consent();
    const since = house.clock.now();
    expect(await words(`${path}?since=${since}`)).not.toContain('You may close this page');
    house.clock.advance(60_000);
    expect(await words(`${path}?since=${since}`)).toContain('You may close this page: we will send you a mail');
  });

  it('shows store, country, website and renewal date, what does not sell, and the way on', async () => {
    await open();
    const { consentId, path } = await consent();
    await house.swapIn(consentId, ['US']);
    const page = await visitor.get(path);
    const text = textOf(page.body);
    for (const fact of ['Acme Outdoor', 'United States', 'base_us', 'by 22 November 2027']) {
      expect(text).toContain(fact);
    }
    expect(text).toContain('The account does not sell in Canada');
    expect(page.body).toContain('<a class="button" href="https://app.acme.example/amazon?done=1">');
  });

  it('says at a renewal that it was one', async () => {
    await open();
    await house.swapIn((await consent()).consentId);
    const renewed = await consent();
    await house.swapIn(renewed.consentId);
    expect(headingOf((await visitor.get(renewed.path)).body)).toBe('Your Amazon connection is renewed');
  });

  it('names the countries in which the account does not sell', async () => {
    await open();
    const { consentId, path } = await consent();
    await house.registry.grants.markNotParticipating(await house.candidateOf(consentId), house.clock.now());
    expect(await words(path)).toContain('does not sell in the United States and Canada');
  });

  it('offers another account when Amazon gives no access to this one', async () => {
    await open();
    const { path } = await consent();
    await house.publish('acme', 'verifying_grant', [accessRefused(house.clock.now())]);
    const page = await visitor.get(path);
    expect(headingOf(page.body)).toBe('Amazon gives no access to this account');
    expect(textOf(page.body)).toContain('Try again with another account');
    expect(page.headers.refresh).toBeUndefined();
  });

  it('does not take the refusal of an earlier consent for that of this one', async () => {
    await open();
    const before = house.clock.now();
    house.clock.advance(1);
    const { path } = await consent();
    await house.publish('acme', 'verifying_grant', [accessRefused(before)]);
    expect(headingOf((await visitor.get(path)).body)).toBe('Checking with Amazon');
  });

  it.each(['parked', 'refused'] as const)(
    'of a consent that was %s gives a reference and tells nothing else',
    async (as) => {
      await open();
      const { consentId, path } = await consent();
      const candidate = await house.candidateOf(consentId);
      if (as === 'parked') await house.registry.grants.park(candidate, 'seller_claim_conflict', [], house.clock.now());
      else await house.registry.grants.destroy(candidate, 'refused', house.clock.now());
      const text = await words(path);
      expect(text).toContain('We are checking this connection');
      expect(text).toContain(`Reference: ${consentId.slice(0, 12)}`);
      expect(text).not.toMatch(/another|other|already|claim/);
    },
  );

  describe('of a consent with another Amazon account', () => {
    const OTHER = { selling_partner_id: 'A9ANOTHERSELLER' };
    const print = (storeName: string) => [
      { marketplaceId: 'ATVPDKIKX0DER', isParticipating: true, hasSuspendedListings: false, storeName },
    ];

    async function signedInAs(storeName: string, parameters: Readonly<Record<string, string>> = OTHER) {
      const { state } = await house.connect(visitor, link);
      const returned = returnedFrom(await visitor.get(callbackOf({ state, ...parameters })));
      const candidate = await house.candidateOf(returned.consentId);
      await house.registry.grants.park(candidate, 'owner_mismatch', print(storeName), house.clock.now());
      return returned.path;
    }

    it('names the store that signed in, and says that the connected one goes on working', async () => {
      await open();
      await house.swapIn((await consent()).consentId);
      await house.publish('acme', 'expiring');
      const text = await words(await signedInAs('Initech <b>Supplies</b>'));
      expect(text).toContain('You signed in with another Amazon account');
      expect(text).toContain('“Initech &lt;b&gt;Supplies&lt;/b&gt;”');
      expect(text).toContain('Your existing connection goes on working meanwhile.');
      expect(text).toContain('Try again with the right account');
    });

    it('caps that name, and takes what is invisible or turns the direction of writing out of it', async () => {
      await open();
      await house.swapIn((await consent()).consentId);
      await house.publish('acme', 'expiring');
      const text = await words(await signedInAs(`Ini\u202etech\u0007 ${'x'.repeat(100)}`));
      expect(text).toContain(`“Ini tech ${'x'.repeat(49)}…”`);
      expect(text).not.toMatch(/[\u202e\u0007]/);
    });

    it('names it in this browser only: no other browser and no page of the link tells of it', async () => {
      await open();
      await house.swapIn((await consent()).consentId);
      await house.publish('acme', 'expiring');
      const path = await signedInAs('Initech Supplies');
      expect(await words(link)).toContain('Initech Supplies');
      const other = house.visitor();
      expect((await other.get(path)).status).toBe(404);
      expect((await other.get(link)).body).not.toContain('Initech');
    });

    it.each(['expired', 'revoked'] as const)(
      'does not say that a connection which is %s goes on working',
      async (stage) => {
        await open();
        await house.swapIn((await consent()).consentId);
        await house.publish('acme', stage);
        expect(await words(await signedInAs('Initech Supplies'))).not.toContain('goes on working');
      },
    );

    it('says so at the first consent too, where the backend expects another seller', async () => {
      await open();
      const text = await words(await signedInAs('Initech Supplies'));
      expect(text).toContain('It is not the account that was to be connected');
      expect(text).toContain('“Initech Supplies”');
    });

    it('does not call it another account where only its stores were not recognised', async () => {
      await open();
      await house.swapIn((await consent()).consentId);
      const text = await words(await signedInAs('Acme under a new name', {}));
      expect(text).toContain('We make sure that this is the same account');
      expect(text).not.toContain('another Amazon account');
    });
  });

  it('says when the consent was void at its check', async () => {
    await open();
    const { consentId, path } = await consent();
    await house.registry.grants.destroy(await house.candidateOf(consentId), 'void', house.clock.now());
    expect(await words(path)).toContain('This consent is no longer valid');
  });

  it('counts a claim without a result as lost after a minute', async () => {
    await open();
    house.breakRegistry();
    const { path } = await consent();
    expect(headingOf((await visitor.get(path)).body)).toBe('Checking with Amazon');
    house.clock.advance(60_000);
    expect(headingOf((await visitor.get(path)).body)).toBe('Amazon’s answer did not reach us');
  });

  it('shows other browsers what it shows for an unknown consent', async () => {
    await open();
    const { path } = await consent();
    const stranger = house.visitor();
    await stranger.get(link);
    const [foreign, unknown] = [await stranger.get(path), await stranger.get('/return/cst_unknown')];
    expect(foreign.status).toBe(404);
    expect(foreign.body).toBe(unknown.body);
    expect((await house.visitor().get(path)).body).toBe(unknown.body);
  });

  it('can be reloaded and come back to', async () => {
    await open();
    const { consentId, path } = await consent();
    await house.swapIn(consentId);
    const first = await visitor.get(path);
    expect((await visitor.get(path)).body).toBe(first.body);
    expect(house.lwa.codes).toHaveLength(1);
  });

  it('leads to no address but https', async () => {
    await open();
    await house.onboard('odd', { returnUrl: 'javascript:alert(1)' });
    const { consentId, path } = await house.consent(visitor, await house.link('odd'));
    await house.swapIn(consentId);
    expect((await visitor.get(path)).body).not.toContain('javascript:');
  });
});

describe('Try again', () => {
  async function unfinished(): Promise<string> {
    await open();
    const trip = await house.connect(visitor, link);
    house.clock.advance(15 * 60_000);
    return returnedFrom(await house.comeBack(visitor, trip)).path;
  }

  it('hands off to Amazon with a new state', async () => {
    const path = await unfinished();
    const handOff = await visitor.press(path);
    expect(handOff.status).toBe(200);
    const { callback } = tripOf(handOff);
    returnedFrom(await visitor.get(callback));
    expect(house.lwa.codes).toHaveLength(1);
  });

  it('needs the token of its page', async () => {
    const path = await unfinished();
    expect((await visitor.post(`${path}/retry`, { csrf: 'guess' })).status).toBe(403);
  });

  it('is for the browser of the attempt only', async () => {
    const path = await unfinished();
    const { action, csrf } = formOf((await visitor.get(path)).body);
    const stranger = house.visitor();
    await stranger.get(link);
    expect((await stranger.post(action, { csrf })).status).toBe(404);
  });

  it('is refused from another site', async () => {
    const path = await unfinished();
    const { action, csrf } = formOf((await visitor.get(path)).body);
    expect((await visitor.post(action, { csrf }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  it('asks for the mailed link after a day', async () => {
    const path = await unfinished();
    const { action, csrf } = formOf((await visitor.get(path)).body);
    house.clock.advance(25 * HOUR_MS);
    const answer = await visitor.post(action, { csrf });
    expect([answer.status, headingOf(answer.body)]).toEqual([403, 'Please open your link again']);
  });
});
