import { request } from 'node:http';
import { callbackOf, openHouse, returnedFrom, SELLER_ID, tripOf, type House } from './house';
import { errorReply, REFRESH_TOKEN } from './lwa-server';
import { headingOf, textOf } from './visitor';

const MINUTE_MS = 60_000;

let house: House;
beforeEach(async () => {
  house = await openHouse();
  await house.onboard('acme');
});
afterEach(() => house.close());

describe('The callback', () => {
  it('exchanges the code, keeps the candidate and goes to the return page', async () => {
    const { consentId, path } = await house.consent(house.visitor(), await house.link('acme'));
    expect(house.lwa.codes).toEqual(['canary-oauth-code']);
    const grant = await house.registry.grants.find('acme', await house.candidateOf(consentId));
    expect(grant).toMatchObject({ sellerId: SELLER_ID, status: 'candidate', grantedAt: house.clock.now() });
    expect((await house.registry.grants.refreshToken(grant!.grantRef))?.reveal()).toBe(REFRESH_TOKEN);
    expect(path).toBe(`/return/${consentId}`);
  });

  it('goes to the return page when it comes again from the same browser, and exchanges once', async () => {
    const visitor = house.visitor();
    const trip = await house.connect(visitor, await house.link('acme'));
    const first = await house.comeBack(visitor, trip);
    const again = await house.comeBack(visitor, trip);
    expect(again.headers.location).toBe(first.headers.location);
    expect(again.status).toBe(303);
    expect(house.lwa.codes).toHaveLength(1);
  });

  it('exchanges once when two of it arrive at the same moment', async () => {
    const visitor = house.visitor();
    const trip = await house.connect(visitor, await house.link('acme'));
    await Promise.all([house.comeBack(visitor, trip), house.comeBack(visitor, trip)]);
    expect(house.lwa.codes).toHaveLength(1);
  });

  it('consumes nothing in another browser, names nobody and gives no session', async () => {
    const visitor = house.visitor();
    const trip = await house.connect(visitor, await house.link('acme'));
    const stranger = house.visitor();
    await stranger.get(await house.link('acme'));
    const answer = await house.comeBack(stranger, trip);
    expect([answer.status, headingOf(answer.body)]).toEqual([403, 'Please open your link in this browser']);
    expect(textOf(answer.body)).not.toMatch(/Outdoor|shop\.acme|A3FH/);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(house.lwa.codes).toEqual([]);
    expect((await house.comeBack(visitor, trip)).status).toBe(303);
    expect(house.lwa.codes).toHaveLength(1);
  });

  it('treats a browser without a cookie as another one', async () => {
    const trip = await house.connect(house.visitor(), await house.link('acme'));
    expect((await house.comeBack(house.visitor(), trip)).status).toBe(403);
    expect(house.lwa.codes).toEqual([]);
  });

  it('exchanges nothing after fifteen minutes, and offers to start again', async () => {
    const visitor = house.visitor();
    const trip = await house.connect(visitor, await house.link('acme'));
    house.clock.advance(15 * MINUTE_MS);
    const { path } = returnedFrom(await house.comeBack(visitor, trip));
    expect(house.lwa.codes).toEqual([]);
    const page = await visitor.get(path);
    expect(headingOf(page.body)).toBe('That took longer than 15 minutes');
    expect(textOf(page.body)).toContain('Try again on Amazon');
  });

  it('exchanges nothing when a newer consent came into force meanwhile', async () => {
    const visitor = house.visitor();
    const link = await house.link('acme');
    const slow = await house.connect(visitor, link);
    const { consentId } = await house.consent(visitor, link);
    await house.swapIn(consentId);
    const { path } = returnedFrom(await house.comeBack(visitor, slow));
    expect(house.lwa.codes).toHaveLength(1);
    expect(headingOf((await visitor.get(path)).body)).toBe('A newer consent is already in place');
  });

  it('serves two tabs of one browser side by side', async () => {
    const visitor = house.visitor();
    const link = await house.link('acme');
    const [first, second] = [await house.connect(visitor, link), await house.connect(visitor, link)];
    const one = returnedFrom(await house.comeBack(visitor, second));
    const two = returnedFrom(await house.comeBack(visitor, first));
    expect(one.consentId).not.toBe(two.consentId);
    expect(house.lwa.codes).toHaveLength(2);
  });

  it('burns nothing by HEAD', async () => {
    const visitor = house.visitor();
    const trip = await house.connect(visitor, await house.link('acme'));
    const head = await visitor.ask(trip.callback, { method: 'HEAD' });
    expect([head.status, head.headers.allow]).toEqual([405, 'GET']);
    expect(house.lwa.codes).toEqual([]);
    expect((await house.comeBack(visitor, trip)).status).toBe(303);
  });

  it.each(['state', 'selling_partner_id', 'spapi_oauth_code', 'version'])(
    'consumes nothing when %s is given twice',
    async (name) => {
      const visitor = house.visitor();
      const trip = await house.connect(visitor, await house.link('acme'));
      const given = new URL(trip.callback, house.origin).searchParams.get(name) ?? 'beta';
      const doubled = `${trip.callback}&${name}=${given}${name === 'version' ? `&${name}=${given}` : ''}`;
      expect((await visitor.get(doubled)).status).toBe(400);
      expect(house.lwa.codes).toEqual([]);
      expect((await house.comeBack(visitor, trip)).status).toBe(303);
    },
  );

  it.each([
    ['no state', { state: '' }],
    ['no code', { spapi_oauth_code: '' }],
    ['no seller', { selling_partner_id: '' }],
    ['a seller id in another shape', { selling_partner_id: '<b>A3FH</b>' }],
    ['a code of several lines', { spapi_oauth_code: 'a\nb' }],
  ])('consumes nothing with %s', async (_what, parameters) => {
    const visitor = house.visitor();
    const { state } = await house.connect(visitor, await house.link('acme'));
    const answer = await visitor.get(callbackOf({ state, ...parameters }));
    expect([answer.status, headingOf(answer.body)]).toEqual([400, 'Amazon’s answer was incomplete']);
    expect(answer.body).not.toContain('A3FH');
    expect((await visitor.get(callbackOf({ state }))).status).toBe(303);
  });

  it('ignores parameters that it does not know', async () => {
    const visitor = house.visitor();
    const trip = await house.connect(visitor, await house.link('acme'));
    expect((await visitor.get(`${trip.callback}&mws_auth_token=x&version=beta`)).status).toBe(303);
  });

  it('shows a plain page for an error, consumes nothing and repeats none of its text', async () => {
    const visitor = house.visitor();
    const trip = await house.connect(visitor, await house.link('acme'));
    const answer = await visitor.get(`/amazon/callback?state=${trip.state}&error=access_denied&error_description=boo`);
    expect([answer.status, headingOf(answer.body)]).toEqual([200, 'Amazon did not give access']);
    expect(answer.body).not.toMatch(/access_denied|boo/);
    expect((await house.comeBack(visitor, trip)).status).toBe(303);
  });

  it('does not know a state that it did not make', async () => {
    const visitor = house.visitor();
    await visitor.get(await house.link('acme'));
    const answer = await visitor.get(callbackOf({ state: 'x'.repeat(43) }));
    expect([answer.status, headingOf(answer.body)]).toEqual([404, 'We do not know this visit']);
    expect(house.lwa.codes).toEqual([]);
  });

  it('finishes although the browser has gone', async () => {
    const visitor = house.visitor();
    const trip = await house.connect(visitor, await house.link('acme'));
    const answered = new Promise<() => void>((resolve) => {
      house.lwa.reply = (res) => resolve(() => house.lwa.grant(res));
    });
    const recorded = house.recorded();
    const leaving = request(house.origin.replace('localhost', '127.0.0.1') + trip.callback, {
      headers: { host: new URL(house.origin).host, cookie: visitor.cookie() },
    });
    leaving.on('error', () => undefined);
    leaving.end();
    const answerOfAmazon = await answered;
    leaving.destroy();
    await new Promise((resolve) => leaving.once('close', resolve));
    answerOfAmazon();
    const consentId = await recorded;
    await expect(house.candidateOf(consentId)).resolves.toMatch(/^grt_/);
  });
});

describe('An exchange that fails', () => {
  async function failed(reply: Parameters<typeof errorReply> | 'hang up'): Promise<string> {
    house.lwa.reply = reply === 'hang up' ? (res) => res.destroy() : errorReply(...reply);
    const visitor = house.visitor();
    const { path } = await house.consent(visitor, await house.link('acme'));
    const page = await visitor.get(path);
    expect(textOf(page.body)).toContain('again');
    return headingOf(page.body);
  }

  it('because the code was too old is told as that', async () => {
    expect(await failed([400, 'invalid_grant'])).toBe('Amazon no longer accepted the confirmation');
  });

  it('because our application is refused is our fault, and operators are told', async () => {
    expect(await failed([401, 'invalid_client'])).toBe('Amazon refuses our application at the moment');
    expect(house.logged).toHaveLength(1);
    expect(house.logged[0]).toContain('invalid_client');
  });

  it('without a usable answer counts as lost', async () => {
    expect(await failed([503, 'temporarily_unavailable'])).toBe('Amazon’s answer did not reach us');
  });

  it('because the line broke counts as lost, and the code is not sent again', async () => {
    expect(await failed('hang up')).toBe('Amazon’s answer did not reach us');
    expect(house.lwa.codes).toHaveLength(1);
  });

  it('before anything was sent is a disturbance', async () => {
    const unreachable = await openHouse({ tokenUrl: 'http://127.0.0.1:9/' });
    try {
      await unreachable.onboard('acme');
      const visitor = unreachable.visitor();
      const { path } = await unreachable.consent(visitor, await unreachable.link('acme'));
      expect(headingOf((await visitor.get(path)).body)).toBe('Amazon could not be reached');
    } finally {
      await unreachable.close();
    }
  });

  it('does not end the way: the same page starts anew and then connects', async () => {
    house.lwa.reply = errorReply(400, 'invalid_grant');
    const visitor = house.visitor();
    const { path } = await house.consent(visitor, await house.link('acme'));
    house.lwa.reply = null;
    const { state } = tripOf(await visitor.press(path));
    const second = returnedFrom(await visitor.get(callbackOf({ state })));
    await expect(house.candidateOf(second.consentId)).resolves.toMatch(/^grt_/);
  });
});

describe('Secrets', () => {
  it('of a consent stand in no log and no page', async () => {
    const visitor = house.visitor();
    const link = await house.link('acme');
    const bodies: string[] = [];
    for (const reply of [errorReply(401, 'invalid_client'), errorReply(503, 'server_error'), null]) {
      house.lwa.reply = reply;
      const { path } = await house.consent(visitor, link);
      bodies.push((await visitor.get(path)).body);
    }
    house.breakRegistry();
    const trip = await house.connect(visitor, link);
    bodies.push((await house.comeBack(visitor, trip)).body);
    expect(house.logged.length).toBeGreaterThanOrEqual(2);
    const said = [...bodies, ...house.logged].join('\n');
    expect(said).not.toMatch(/canary/);
    expect(said).not.toContain(link.slice('/c/'.length));
    expect(said).not.toContain(trip.state);
  });
});
