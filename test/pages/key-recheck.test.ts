import { DAY_MS } from '../../src/domain/policy';
import { openHouse, type House } from './house';
import type { Visitor } from './visitor';

let house: House;
let seller: Visitor;
beforeEach(async () => {
  house = await openHouse();
  await house.onboard('acme');
  seller = house.visitor();
  const { consentId } = await house.consent(seller, await house.link('acme'));
  await house.swapIn(consentId);
  await house.registry.keyChecks.takeIn(house.clock.now(), DAY_MS);
  await keysAsked();
});
afterEach(() => house.close());

/** How often the process was told to check the key since this was last asked. */
async function keysAsked(): Promise<number> {
  let asked = 0;
  for (;;) {
    const claimed = await house.registry.outbox.claim('test', 50, 1, house.clock.now());
    if (claimed.length === 0) return asked;
    for (const { task, outboxId } of claimed) {
      if (task.kind === 'factsChanged' && task.fact === 'probe' && task.ref === 'key') asked += 1;
      await house.registry.outbox.done(outboxId, house.clock.now());
    }
  }
}

test('a person at work on a manage link has the key checked anew, once in fifteen minutes', async () => {
  const manage = await house.link('acme', 'manage');
  await seller.get(manage);
  await seller.get(manage);
  expect(await keysAsked()).toBe(1);
  house.clock.advance(15 * 60_000);
  await seller.get(manage);
  expect(await keysAsked()).toBe(1);
});

test('whoever has pressed nothing yet starts nothing by opening it', async () => {
  await house.visitor().get(await house.link('acme', 'manage'));
  expect(await keysAsked()).toBe(0);
});

test('a link that shows no keys has none checked', async () => {
  await seller.get(await house.link('acme', 'renew'));
  expect(await keysAsked()).toBe(0);
});
