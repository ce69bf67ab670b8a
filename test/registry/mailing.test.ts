import type { Registry } from '../../src/registry/registry';
import { T0, testDatabase, type TestDatabase } from './fixture';

const HOME = 'https://connect.example with the Temporal namespace default';
const STAGING = 'https://staging.example with the Temporal namespace default';

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

async function alerts(): Promise<readonly string[]> {
  return (await registry.alerts.list({ limit: 10 })).map(({ params }) => params['reason'] ?? '');
}

async function audited(): Promise<readonly string[]> {
  const { items } = await registry.audit.list({ limit: 10 });
  return items.map(({ action, actor, reason }) => `${action} by ${actor}: ${reason}`);
}

describe('a copy of a database', () => {
  it('is told from the original by where it is started, and sends nothing', async () => {
    expect(await registry.mailing.settle(HOME, T0)).toEqual({ standing: 'open' });
    expect(await registry.mailing.settle(STAGING, T0)).toEqual({ standing: 'foreign', home: HOME });
    expect(await registry.mailing.standing(HOME)).toEqual({ standing: 'open' });
  });

  it('alerts the operators once for each environment, not at every start', async () => {
    await registry.mailing.settle(HOME, T0);
    await registry.mailing.settle(STAGING, T0);
    await registry.mailing.settle(STAGING, T0 + 1);
    expect(await alerts()).toEqual([`this deployment is ${STAGING}, and the database belongs to ${HOME}`]);
  });

  it('stays foreign, however often it is started there', async () => {
    await registry.mailing.settle(HOME, T0);
    await registry.mailing.settle(STAGING, T0);
    const again = await database.open();
    expect(await again.mailing.settle(STAGING, T0)).toMatchObject({ standing: 'foreign' });
  });

  it('is at home once an operator has said so, and the old place no more', async () => {
    await registry.mailing.settle(HOME, T0);
    await registry.mailing.moveTo(STAGING, 'cli:anna', 'A new domain', T0);
    expect(await registry.mailing.standing(STAGING)).toEqual({ standing: 'open' });
    expect(await registry.mailing.standing(HOME)).toEqual({ standing: 'foreign', home: STAGING });
    expect(await audited()).toEqual(['move_mail by cli:anna: A new domain']);
  });

  it('is foreign also while it is muted', async () => {
    await registry.mailing.settle(HOME, T0);
    await registry.mailing.mute('cli:anna', 'A fair', T0);
    expect(await registry.mailing.standing(STAGING)).toMatchObject({ standing: 'foreign' });
  });
});

describe('the mute', () => {
  it('says since when and why, until it is taken back', async () => {
    expect(await registry.mailing.mute('cli:anna', 'A fair', T0)).toBe(true);
    expect(await registry.mailing.standing(HOME)).toEqual({
      standing: 'muted',
      mute: { since: T0, actor: 'cli:anna', reason: 'A fair' },
    });
    expect(await registry.mailing.unmute('cli:bob', 'Over', T0 + 1)).toBe(true);
    expect(await registry.mailing.standing(HOME)).toEqual({ standing: 'open' });
    expect((await audited()).toSorted()).toEqual(['mute_mail by cli:anna: A fair', 'unmute_mail by cli:bob: Over']);
  });

  it('is set once, and what was said first stands', async () => {
    const at = [T0, T0 + 1];
    const done = await Promise.all(at.map((instant) => registry.mailing.mute('cli:anna', 'A fair', instant)));
    expect(done.toSorted()).toEqual([false, true]);
    expect(await registry.mailing.unmute('cli:anna', 'Over', T0)).toBe(true);
    expect(await registry.mailing.unmute('cli:anna', 'Over', T0)).toBe(false);
  });
});
