import { openHouse, type House } from './house';
import { formOf, headingOf } from './visitor';

let house: House;
beforeEach(async () => {
  house = await openHouse();
  await house.onboard('acme');
});
afterEach(() => house.close());

/** Disputes that were written down and signalled. */
async function disputes(): Promise<number> {
  let found = 0;
  for (;;) {
    const rows = await house.registry.outbox.claim('test', 50, 1, house.clock.now());
    if (rows.length === 0) return found;
    for (const { outboxId, task } of rows) {
      await house.registry.outbox.done(outboxId, house.clock.now());
      if (task.kind !== 'factsChanged' || task.fact !== 'verb') continue;
      expect(await house.registry.verbs.read('acme', task.ref)).toMatchObject({ verb: 'dispute', detail: null });
      found += 1;
    }
  }
}

describe('This was not me', () => {
  it('disputes the connection by one POST and thanks', async () => {
    const answer = await house.visitor().press(await house.link('acme', 'not_us'));
    expect([answer.status, headingOf(answer.body)]).toEqual([200, 'Thank you for telling us']);
    expect(await disputes()).toBe(1);
  });

  it('does nothing when the page is only opened', async () => {
    await house.visitor().get(await house.link('acme', 'not_us'));
    expect(await disputes()).toBe(0);
  });

  it('disputes once when the button is pressed twice', async () => {
    const visitor = house.visitor();
    const link = await house.link('acme', 'not_us');
    const { action, csrf } = formOf((await visitor.get(link)).body);
    await Promise.all([visitor.post(action, { csrf }), visitor.post(action, { csrf })]);
    const late = await visitor.post(action, { csrf });
    expect([late.status, headingOf(late.body)]).toEqual([410, 'This link no longer works']);
    expect(await disputes()).toBe(1);
  });

  it('refuses a form that our page did not make', async () => {
    const link = await house.link('acme', 'not_us');
    const visitor = house.visitor();
    await visitor.get(link);
    expect((await visitor.post(`${link}/not-us`, { csrf: 'guess' })).status).toBe(403);
    expect(await disputes()).toBe(0);
  });

  it('cannot be said with a link that connects', async () => {
    const visitor = house.visitor();
    const link = await house.link('acme');
    const { csrf } = formOf((await visitor.get(link)).body);
    expect((await visitor.post(`${link}/not-us`, { csrf })).status).toBe(404);
    expect(await disputes()).toBe(0);
  });
});
