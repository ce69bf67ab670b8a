import { DAY_MS } from '../../src/domain/policy';
import type { Stage } from '../../src/domain/stages';
import { CONTACT_EMAIL, openHouse, type House } from './house';
import { formOf, headingOf, textOf, type Answer, type Visitor } from './visitor';

let house: House;
let visitor: Visitor;
let link: string;
beforeEach(async () => {
  house = await openHouse();
  await house.onboard('acme');
  visitor = house.visitor();
  link = await house.link('acme');
});
afterEach(() => house.close());

/** A connection whose consent ends in so many days. */
async function endingIn(days: number, stage: Stage = 'expiring'): Promise<void> {
  await house.swapIn((await house.consent(visitor, link)).consentId);
  house.clock.advance((365 - days) * DAY_MS);
  await house.publish('acme', stage);
}

async function press(button: string, path = link, by = visitor): Promise<Answer> {
  const form = formOf((await by.get(path)).body, button);
  return by.post(form.action, form.fields);
}

async function verbs(): Promise<readonly unknown[]> {
  const { items } = await house.registry.audit.list({ onboardingId: 'acme', limit: 100 });
  return items.filter(({ action }) => action === 'snooze');
}

/** To which contacts links are to be mailed, and for what. */
async function requested(): Promise<readonly { purpose: string; contactId: string }[]> {
  const found = [];
  for (;;) {
    const rows = await house.registry.outbox.claim('test', 100, 1, house.clock.now());
    if (rows.length === 0) return found;
    for (const { outboxId, task } of rows) {
      await house.registry.outbox.done(outboxId, house.clock.now());
      if (task.kind !== 'notice' || task.notice.kind !== 'link_requested') continue;
      found.push({ purpose: task.notice.purpose, contactId: task.notice.contactId });
    }
  }
}

describe('"Remind me later"', () => {
  it('puts the reminders off for a week, and says until when', async () => {
    await endingIn(30);
    const answer = await press('/snooze');
    expect(headingOf(answer.body)).toBe('We remind you later');
    expect(textOf(answer.body)).toContain('30 October 2027');
    expect(await verbs()).toMatchObject([{ actor: 'seller' }]);
    const [{ auditId }] = (await verbs()) as [{ auditId: string }];
    expect(await house.registry.verbs.read('acme', auditId)).toMatchObject({
      verb: 'snooze',
      detail: { until: new Date(house.clock.now() + 7 * DAY_MS).toISOString() },
    });
  });

  it('never reaches into the last three days', async () => {
    await endingIn(5);
    await press('/snooze');
    const [{ auditId }] = (await verbs()) as [{ auditId: string }];
    const until = new Date(house.clock.now() + 2 * DAY_MS).toISOString();
    expect((await house.registry.verbs.read('acme', auditId))?.detail).toEqual({ until });
  });

  it.each([
    ['in the last three days', 3, 'expiring'],
    ['before reminders begin', 100, 'connected'],
    ['after the end', -2, 'expired'],
  ] as const)('is not offered %s', async (_, days, stage) => {
    await endingIn(days, stage);
    expect((await visitor.get(link)).body).not.toContain('/snooze');
  });

  it('does nothing when it is pressed after the last days have begun', async () => {
    await endingIn(5);
    const form = formOf((await visitor.get(link)).body, '/snooze');
    house.clock.advance(3 * DAY_MS);
    expect((await visitor.post(form.action, form.fields)).status).toBe(409);
    expect(await verbs()).toEqual([]);
  });

  it('is heard no more than twenty times an hour, so that a link that was passed on keeps no operator out', async () => {
    await endingIn(30);
    const form = formOf((await visitor.get(link)).body, '/snooze');
    const pressed: number[] = [];
    for (let n = 0; n < 25; n += 1) pressed.push((await visitor.post(form.action, form.fields)).status);
    expect(pressed.filter((status) => status === 200).length).toBeLessThanOrEqual(20);
    expect(pressed.at(-1)).toBe(429);
    house.clock.advance(3_600_000);
    expect((await visitor.post(form.action, form.fields)).status).toBe(200);
  });

  it('confirms the address that the link was mailed to', async () => {
    await endingIn(30);
    const before = await house.registry.contacts.forRole('acme', 'seller');
    await press('/snooze');
    const after = await house.registry.contacts.forRole('acme', 'seller');
    expect(after).toEqual({ ...before, confirmed: true });
  });

  it('refuses a form that our page did not make', async () => {
    await endingIn(30);
    expect((await visitor.post(`${link}/snooze`, { csrf: 'made up' })).status).toBe(403);
    expect(await verbs()).toEqual([]);
  });
});

describe('A link that manages', () => {
  it('is not offered for passing on, as one that only renews is', async () => {
    expect((await visitor.get(link)).body).toContain('I am not the primary user');
    expect((await visitor.get(await house.link('acme', 'manage'))).body).not.toContain('I am not the primary user');
  });

  it('is mailed to the contact in force, whoever asks, and the page shows no address', async () => {
    const contact = await house.registry.contacts.forRole('acme', 'seller');
    await requested();
    const answer = await press('/manage-link', link, house.visitor());
    expect(headingOf(answer.body)).toBe('The link is on its way');
    expect(answer.body).not.toContain(CONTACT_EMAIL);
    expect(await requested()).toEqual([{ purpose: 'manage', contactId: contact?.contactId }]);
  });

  it('is not asked for by opening the page', async () => {
    await requested();
    await visitor.get(link);
    await visitor.get(`${link}/manage-link`);
    expect(await requested()).toEqual([]);
  });

  it('is mailed three times an hour at most', async () => {
    await requested();
    for (let n = 0; n < 3; n += 1) await press('/manage-link');
    expect((await press('/manage-link')).status).toBe(429);
    expect(await requested()).toHaveLength(3);
  });

  it('cannot be asked for where no mail arrives, and the page says so', async () => {
    const contact = await house.registry.contacts.forRole('acme', 'seller');
    const unmailed = await house.link('acme', 'renew', false);
    await house.registry.contacts.refused(contact!.contactId, house.clock.now());
    expect(headingOf((await press('/manage-link', unmailed)).body)).toBe('Our mails do not arrive');
  });

  it('is asked for by no link of another purpose', async () => {
    const notUs = await house.link('acme', 'not_us');
    const { csrf } = formOf((await visitor.get(notUs)).body);
    expect((await visitor.post(`${notUs}/manage-link`, { csrf })).status).toBe(404);
  });
});
