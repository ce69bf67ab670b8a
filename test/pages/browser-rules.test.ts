import { callbackOf, openHouse, type House, type HouseOptions } from './house';
import { formOf } from './visitor';

const HTTPS = 'https://connect.acme.example';

let house: House;
async function open(options?: HouseOptions): Promise<House> {
  house = await openHouse(options);
  await house.onboard('acme');
  return house;
}
afterEach(() => house.close());

describe('The browser-id cookie', () => {
  it('is HttpOnly, Lax and for the whole host over http', async () => {
    await open();
    const page = await house.visitor().get(await house.link('acme'));
    expect(page.headers['set-cookie']).toEqual([
      expect.stringMatching(/^evergrant=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
  });

  it('is __Host- and Secure over https', async () => {
    await open({ publicBaseUrl: HTTPS });
    const page = await house.visitor().get(await house.link('acme'), { host: 'connect.acme.example' });
    expect(page.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-evergrant=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
  });

  it('is not replaced by later pages and attempts', async () => {
    await open();
    const visitor = house.visitor();
    const link = await house.link('acme');
    await visitor.get(link);
    const first = visitor.cookie();
    await house.connect(visitor, link);
    await house.connect(visitor, link);
    expect(visitor.cookie()).toBe(first);
  });

  it('is made anew when what the browser sends is not ours', async () => {
    await open();
    const page = await house.visitor().get(await house.link('acme'), { cookie: 'evergrant=planted' });
    expect(page.headers['set-cookie']).toHaveLength(1);
  });

  it('is set by no page but the one of a link that works', async () => {
    await open();
    const visitor = house.visitor();
    for (const path of ['/c/unknown', '/return/cst_unknown', callbackOf({ state: 'x'.repeat(43) })]) {
      expect((await visitor.get(path)).headers['set-cookie']).toBeUndefined();
    }
  });
});

describe('The one host', () => {
  it('gets page requests for every other host, before any cookie is set', async () => {
    await open();
    const link = await house.link('acme');
    const page = await house.visitor().get(`${link}?a=1`, { host: 'evil.example' });
    expect(page.status).toBe(302);
    expect(page.headers.location).toBe(`${house.origin}${link}?a=1`);
    expect(page.headers['set-cookie']).toBeUndefined();
  });

  it('is told in the header alone: no page repeats a link or a code', async () => {
    await open();
    const page = await house.visitor().get(callbackOf({ state: 'x'.repeat(43) }), { host: 'evil.example' });
    expect([page.status, page.body]).toEqual([302, '']);
  });

  it('is not taken from X-Forwarded-Host while no proxy is trusted', async () => {
    await open();
    const page = await house.visitor().get(await house.link('acme'), { 'x-forwarded-host': 'evil.example' });
    expect(page.status).toBe(200);
    expect(page.body).not.toContain('evil.example');
  });

  it('never leads elsewhere, whatever the request line says', async () => {
    await open();
    const page = await house.visitor().get('http://evil.example/c/x', { host: 'evil.example' });
    expect(new URL(page.headers.location!).origin).toBe(house.origin);
  });

  it('accepts no form that was sent to another name', async () => {
    await open();
    const visitor = house.visitor();
    const link = await house.link('acme');
    const { action, csrf } = formOf((await visitor.get(link)).body);
    const answer = await visitor.post(action, { csrf }, { host: 'evil.example' });
    expect(answer.status).toBe(421);
    expect(answer.headers.location).toBeUndefined();
  });
});

describe('The headers of a page', () => {
  it('allow nothing but our own style sheet, images and forms, and leak no address', async () => {
    await open();
    const { headers } = await house.visitor().get(await house.link('acme'));
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('do not force https on plain http', async () => {
    await open();
    const { headers } = await house.visitor().get(await house.link('acme'));
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
  });

  it('force https where the base URL is https', async () => {
    await open({ publicBaseUrl: HTTPS });
    const { headers } = await house.visitor().get(await house.link('acme'), { host: 'connect.acme.example' });
    expect(headers['strict-transport-security']).toMatch(/max-age=\d{8}/);
    expect(headers['content-security-policy']).toContain('upgrade-insecure-requests');
  });

  it.each(['/c/unknown', '/return/x', '/amazon/callback', '/amazon/nothing', '/c/%E0%A4%A', '/c/x/y/z'])(
    'stand on %s too, which is a page with a way out',
    async (path) => {
      await open();
      const { headers, status, body } = await house.visitor().get(path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(body).toMatch(/<h1>.+<\/h1>/);
    },
  );

  it('let the style sheet be kept, under an address that changes with its content', async () => {
    await open();
    const page = await house.visitor().get(await house.link('acme'));
    const href = /<link rel="stylesheet" href="(\/assets\/pages\.[0-9a-f]{12}\.css)">/.exec(page.body)![1]!;
    const sheet = await house.visitor().get(href);
    expect(sheet.status).toBe(200);
    expect(sheet.headers['content-type']).toBe('text/css; charset=utf-8');
    expect(sheet.headers['cache-control']).toContain('immutable');
  });
});

describe('What is not ours', () => {
  it('is left to the rest of the application, whatever its host', async () => {
    await open();
    const answer = await house.visitor().get('/v1/onboardings/acme', { host: 'other.example' });
    expect(answer.status).toBe(404);
    expect(answer.headers['content-security-policy']).not.toContain("style-src 'self'");
  });
});
