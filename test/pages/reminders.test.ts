import { openHouse, type House } from './house';
import { formOf, headingOf } from './visitor';

let house: House;
beforeEach(async () => {
  house = await openHouse();
  await house.onboard('acme');
});
afterEach(() => house.close());

const ONE_CLICK = { 'List-Unsubscribe': 'One-Click' };

async function offSince(): Promise<number | null> {
  return (await house.registry.contacts.forRole('acme', 'seller'))!.remindersOffSince;
}

async function events(): Promise<readonly string[]> {
  const types = (await house.registry.events.list('acme')).map(({ type }) => type);
  return types.filter((type) => type.startsWith('contact.'));
}

/** What follows: mails, and what the process is told. */
async function consequences(): Promise<readonly string[]> {
  const found: string[] = [];
  for (;;) {
    const rows = await house.registry.outbox.claim('test', 50, 1, house.clock.now());
    if (rows.length === 0) return found;
    for (const { outboxId, task } of rows) {
      await house.registry.outbox.done(outboxId, house.clock.now());
      if (task.kind === 'notice') found.push(task.notice.kind);
      if (task.kind === 'factsChanged' && task.fact === 'contact') found.push('process told');
    }
  }
}

describe('the button of a mail program (RFC 8058)', () => {
  it('ends the reminders by one POST, from anywhere and without a cookie, which is confirmed by mail', async () => {
    const link = await house.link('acme', 'unsubscribe');
    const answer = await house.visitor().post(link, ONE_CLICK, { 'sec-fetch-site': 'cross-site' });
    expect([answer.status, headingOf(answer.body)]).toEqual([200, 'You get no more reminders']);
    expect(await offSince()).toBe(house.clock.now());
    expect(await events()).toEqual(['contact.opted_out']);
    expect(await consequences()).toEqual(expect.arrayContaining(['reminders_off', 'process told']));
  });

  it('works as a multipart form too', async () => {
    const boundary = 'XYZ';
    const body = `--${boundary}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--${boundary}--\r\n`;
    const answer = await fetch(`${house.origin}${await house.link('acme', 'unsubscribe')}`, {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body,
    });
    expect(answer.status).toBe(200);
    expect(await offSince()).not.toBeNull();
  });

  it.each(['renew', 'manage', 'not_us', 'resubscribe'] as const)('does nothing with a link to %s', async (purpose) => {
    const answer = await house.visitor().post(await house.link('acme', purpose), ONE_CLICK);
    expect(answer.status).toBe(404);
    expect(await offSince()).toBeNull();
  });

  it('is no door for other forms', async () => {
    const answer = await house.visitor().post(await house.link('acme', 'unsubscribe'), { anything: 'else' });
    expect(answer.status).toBe(404);
    expect(await offSince()).toBeNull();
  });

  it('ends them once, however often it is pressed', async () => {
    const link = await house.link('acme', 'unsubscribe');
    await Promise.all([house.visitor().post(link, ONE_CLICK), house.visitor().post(link, ONE_CLICK)]);
    expect((await house.visitor().post(link, ONE_CLICK)).status).toBe(410);
    expect(await events()).toEqual(['contact.opted_out']);
  });
});

describe('a person who opens the address of that button', () => {
  it('sees a page, and nothing is changed', async () => {
    const page = await house.visitor().get(await house.link('acme', 'unsubscribe'));
    expect(headingOf(page.body)).toBe('No more reminders?');
    expect(await offSince()).toBeNull();
  });

  it('ends the reminders with its button', async () => {
    const answer = await house.visitor().press(await house.link('acme', 'unsubscribe'));
    expect(headingOf(answer.body)).toBe('You get no more reminders');
    expect(await offSince()).not.toBeNull();
  });

  it('cannot be made to do so by another site', async () => {
    const visitor = house.visitor();
    const link = await house.link('acme', 'unsubscribe');
    const { action, csrf } = formOf((await visitor.get(link)).body);
    expect((await visitor.post(action, { csrf: 'guess' })).status).toBe(403);
    expect((await visitor.post(action, { csrf }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(await offSince()).toBeNull();
  });
});

describe('whoever has ended the reminders', () => {
  it('has them again by the button of the confirmation', async () => {
    await house.visitor().press(await house.link('acme', 'unsubscribe'));
    const answer = await house.visitor().press(await house.link('acme', 'resubscribe'));
    expect([answer.status, headingOf(answer.body)]).toEqual([200, 'You get reminders again']);
    expect(await offSince()).toBeNull();
    expect(await events()).toEqual(['contact.opted_out', 'contact.opted_in']);
  });

  it('has them again by the page of any link that was mailed there', async () => {
    const visitor = house.visitor();
    const link = await house.link('acme', 'renew');
    await house.swapIn((await house.consent(visitor, link)).consentId);
    const { csrf } = formOf((await visitor.get(link)).body);
    expect(headingOf((await visitor.post(`${link}/reminders-off`, { csrf })).body)).toBe('You get no more reminders');
    expect((await visitor.get(link)).body).toContain('I want reminders again');
    expect(headingOf((await visitor.post(`${link}/reminders-on`, { csrf })).body)).toBe('You get reminders again');
    expect((await visitor.get(link)).body).toContain('I want no reminders');
    expect(await offSince()).toBeNull();
  });

  it('is asked nothing by a link that was given out without a mail, nor before there is anything to renew', async () => {
    expect((await house.visitor().get(await house.link('acme', 'renew'))).body).not.toContain('I want no reminders');
    const visitor = house.visitor();
    const link = await house.link('acme', 'renew', false);
    await house.swapIn((await house.consent(visitor, link)).consentId);
    expect((await visitor.get(link)).body).not.toContain('I want no reminders');
  });

  it('cannot have them come and go without end, so that nobody with the link has the contact mailed without end', async () => {
    const visitor = house.visitor();
    const link = await house.link('acme', 'renew');
    await house.swapIn((await house.consent(visitor, link)).consentId);
    const { csrf } = formOf((await visitor.get(link)).body);
    const press = async (turn: 'off' | 'on') => (await visitor.post(`${link}/reminders-${turn}`, { csrf })).status;
    await consequences();
    for (let n = 0; n < 3; n += 1) expect([await press('off'), await press('on')]).toEqual([200, 200]);
    expect([await press('off'), await press('on'), await press('off')]).toEqual([200, 429, 200]);
    expect((await consequences()).filter((kind) => kind === 'reminders_off')).toHaveLength(4);
    house.clock.advance(3_600_000);
    expect(await press('on')).toBe(200);
  });

  it('cannot be given them again by the link of a reminder', async () => {
    await house.visitor().press(await house.link('acme', 'unsubscribe'));
    const visitor = house.visitor();
    const link = await house.link('acme', 'unsubscribe');
    const { csrf } = formOf((await visitor.get(link)).body);
    expect((await visitor.post(`${link}/reminders-on`, { csrf })).status).toBe(404);
    expect(await offSince()).not.toBeNull();
  });
});
