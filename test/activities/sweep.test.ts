import { sql } from 'kysely';
import { openFleet, type Fleet } from './fleet';

let fleet: Fleet;
afterEach(() => fleet.close());

const authorizationOf = async (id: string) => (await fleet.registry.onboardings.status(id))!.authorization!;
const events = async (id: string) => (await fleet.registry.events.list(id)).map(({ type }) => type);
const houseEvents = async () => {
  const { items } = await fleet.registry.events.page({ limit: 1_000 });
  return items.filter(({ onboardingId }) => onboardingId === null).map(({ type }) => type);
};
const alerts = async () => (await fleet.registry.alerts.list({ limit: 100 })).map(({ code }) => code);
const revoked = async () => {
  const found = await Promise.all(fleet.onboardings.map(events));
  return found.filter((types) => types.includes('authorization.revoked')).length;
};

describe('one seller who revokes', () => {
  let id: string;
  beforeEach(async () => {
    fleet = await openFleet(12);
    id = fleet.onboardings[4]!;
    fleet.outside.refused.add(id);
    for (let hour = 0; hour < 24; hour += 1) {
      await fleet.roundAfter(1);
      if ((await authorizationOf(id)).suspectedSince !== null) break;
    }
  });

  test('is under suspicion after the first refusal, and no more than that', async () => {
    expect((await authorizationOf(id)).suspectedSince).toBe(fleet.clock.at);
    expect(await events(id)).not.toContain('authorization.revoked');
  });

  test('is called revoked after six hours on a healthy control, with event, alert and a word to the process', async () => {
    for (let hour = 1; hour < 6; hour += 1) await fleet.roundAfter(1);
    expect(await revoked()).toBe(0);
    const { conclusion } = await fleet.roundAfter(1);
    expect(conclusion).toMatchObject({ revoked: 1, verdict: 'calm' });
    expect(await events(id)).toContain('authorization.revoked');
    expect(await alerts()).toEqual(['authorization_revoked']);
    const tasks = (await fleet.registry.outbox.claim('test', 1_000, 1_000, fleet.clock.at)).map(({ task }) => task);
    expect(await fleet.registry.accessTokens.standing(id)).toEqual({ outcome: 'revoked' });
    expect(JSON.stringify(tasks) + JSON.stringify(await events(id))).not.toContain('canary');
  });

  test('is told once, however many rounds follow', async () => {
    for (let hour = 0; hour < 60; hour += 6) await fleet.roundAfter(6);
    expect((await events(id)).filter((type) => type === 'authorization.revoked')).toHaveLength(1);
  });

  test('and comes back is found alive, also after six hours', async () => {
    await fleet.roundAfter(6);
    fleet.outside.refused.clear();
    for (let hour = 0; hour < 25; hour += 1) await fleet.roundAfter(1);
    expect((await authorizationOf(id)).suspectedSince).toBeNull();
    expect(await fleet.registry.accessTokens.standing(id)).toMatchObject({ outcome: 'in_force' });
  });

  test('makes the round ask others for comparison before it is judged', async () => {
    const before = fleet.outside.calls.refreshes;
    await fleet.roundAfter(0.1);
    expect(fleet.outside.calls.refreshes - before).toBeGreaterThanOrEqual(11);
  });
});

describe('Amazon refuses many healthy grants at once', () => {
  beforeEach(async () => {
    fleet = await openFleet(20);
    for (const id of fleet.onboardings) fleet.outside.refused.add(id);
  });

  test('which opens an incident, calls nobody revoked, and is over when it is over', async () => {
    for (let hour = 0; hour < 10; hour += 1) await fleet.roundAfter(1);
    expect(await fleet.registry.incidents.holding(fleet.clock.at)).toMatchObject({ cause: 'refusals' });
    expect(await revoked()).toBe(0);
    fleet.outside.refused.clear();
    for (let hour = 0; hour < 30; hour += 1) await fleet.roundAfter(1);
    expect(await fleet.registry.incidents.holding(fleet.clock.at)).toBeNull();
    expect(await revoked()).toBe(0);
    expect(await houseEvents()).toEqual(['incident.opened', 'incident.closed']);
  });

  test('which opens an incident also if an operator had them probed before the round came', async () => {
    for (const id of fleet.onboardings)
      await fleet.probe.probeGrant({ onboardingId: id, grantRef: await fleet.grantOf(id) });
    expect((await fleet.roundAfter(1)).conclusion).toMatchObject({ verdict: 'opens', newlyRefused: 20 });
    for (let hour = 0; hour < 10; hour += 1) await fleet.roundAfter(1);
    expect(await revoked()).toBe(0);
  });

  test('which opens an incident also if the round that met them was broken off', async () => {
    fleet.clock.at += 24 * 3_600_000;
    const { beganAt } = await fleet.sweep.beginRound();
    expect(await fleet.sweep.askGrants({ beganAt, sample: false })).toMatchObject({ asked: 20 });
    expect((await fleet.roundAfter(1)).conclusion).toMatchObject({ verdict: 'opens', newlyRefused: 20 });
  });

  test('which are new in one round and no more', async () => {
    await fleet.roundAfter(24);
    expect((await fleet.roundAfter(1)).conclusion).toMatchObject({ newlyRefused: 0, suspected: 20 });
  });

  test('and if they stay refused, they are believed after the day and six calm hours', async () => {
    for (let hour = 0; hour < 24; hour += 1) await fleet.roundAfter(1);
    expect(await revoked()).toBe(0);
    for (let hour = 0; hour < 24; hour += 1) await fleet.roundAfter(1);
    expect(await revoked()).toBe(20);
  });
});

describe('a control call that fails', () => {
  beforeEach(async () => {
    fleet = await openFleet(5);
  });

  test('with invalid_client is an incident of ours, and no grant is asked about', async () => {
    fleet.outside.amazon = 'invalid_client';
    const before = fleet.outside.calls.refreshes;
    await fleet.roundAfter(24);
    expect(await fleet.registry.incidents.holding(fleet.clock.at)).toMatchObject({
      cause: 'application',
      error: 'invalid_client',
    });
    expect(fleet.outside.calls.refreshes).toBe(before);
    expect((await alerts()).sort()).toEqual(['app_secret_refused', 'incident_opened']);
  });

  test('with 5xx is an incident of Amazon, which closes after two healthy rounds', async () => {
    fleet.outside.amazon = 'down';
    await fleet.roundAfter(24);
    expect(await fleet.registry.incidents.holding(fleet.clock.at)).toMatchObject({ cause: 'amazon' });
    fleet.outside.amazon = 'healthy';
    expect((await fleet.roundAfter(1)).conclusion?.verdict).toBe('stays_open');
    expect((await fleet.roundAfter(1)).conclusion?.verdict).toBe('closes');
    expect(await fleet.registry.incidents.holding(fleet.clock.at)).toBeNull();
    expect((await alerts()).sort()).toEqual(['incident_closed', 'incident_opened']);
  });

  test('with 429 says nothing: the round waits', async () => {
    fleet.outside.amazon = 'busy';
    const { batches, conclusion } = await fleet.roundAfter(24);
    expect(batches.at(-1)).toMatchObject({ control: 'busy', more: true });
    expect(conclusion).toBeNull();
  });

  test('neither 5xx nor the expired secret puts a grant under suspicion', async () => {
    for (const state of ['down', 'invalid_client', 'refreshes_down'] as const) {
      fleet.outside.amazon = state;
      await fleet.roundAfter(24);
    }
    for (const id of fleet.onboardings) expect((await authorizationOf(id)).suspectedSince).toBeNull();
  });

  test('a suspicion from before is not confirmed during the incident, nor within six hours of its end', async () => {
    const id = fleet.onboardings[0]!;
    await fleet.registry.grants.suspect(await fleet.grantOf(id), fleet.clock.at);
    fleet.outside.refused.add(id);
    fleet.outside.amazon = 'down';
    await fleet.roundAfter(7);
    fleet.outside.amazon = 'healthy';
    await fleet.roundAfter(1);
    await fleet.roundAfter(1);
    await fleet.roundAfter(5);
    expect(await revoked()).toBe(0);
    await fleet.roundAfter(1);
    expect(await revoked()).toBe(1);
  });
});

describe('a round that is concluded again, for its worker died before Temporal heard of it', () => {
  const HEALTHY = { control: 'healthy', error: null } as const;

  test('answers the same, and is no second healthy round of an incident', async () => {
    fleet = await openFleet(5);
    fleet.outside.amazon = 'down';
    await fleet.roundAfter(24);
    fleet.outside.amazon = 'healthy';
    const { conclusion } = await fleet.roundAfter(1);
    const beganAt = fleet.clock.at;
    fleet.clock.at += 60_000;
    expect(await fleet.sweep.concludeRound({ beganAt, ...HEALTHY })).toEqual(conclusion);
    expect(await fleet.registry.incidents.holding(fleet.clock.at)).not.toBeNull();
    expect((await fleet.roundAfter(1)).conclusion?.verdict).toBe('closes');
  });

  test('tells of the new refusals that it was judged by, though they are new no longer', async () => {
    fleet = await openFleet(20);
    for (const id of fleet.onboardings) fleet.outside.refused.add(id);
    const { conclusion } = await fleet.roundAfter(24);
    expect(conclusion).toMatchObject({ verdict: 'opens', newlyRefused: 20 });
    expect(await fleet.sweep.concludeRound({ beganAt: fleet.clock.at, ...HEALTHY })).toEqual(conclusion);
  });

  test('goes on where it was broken off: with what it has judged, and at the time of that', async () => {
    fleet = await openFleet(12);
    const both = fleet.onboardings.slice(0, 2);
    for (const id of both) {
      await fleet.registry.grants.suspect(await fleet.grantOf(id), fleet.clock.at);
      fleet.outside.refused.add(id);
    }
    fleet.clock.at += 6 * 3_600_000;
    const { beganAt } = await fleet.sweep.beginRound();
    await fleet.sweep.askGrants({ beganAt, sample: false });
    const found = { ...(await fleet.registry.probes.findings(beganAt)), control: 'healthy' } as const;
    await fleet.registry.incidents.settle({ beganAt, found, error: null }, beganAt, 86_400_000);
    await fleet.registry.grants.confirmRevoked(await fleet.grantOf(both[0]!), beganAt);

    fleet.clock.at += 60_000;
    expect(await fleet.sweep.concludeRound({ beganAt, ...HEALTHY })).toMatchObject({ verdict: 'calm', revoked: 2 });
    expect(await revoked()).toBe(2);
    for (const id of both) expect((await authorizationOf(id)).revokedSince).toBe(beganAt);
  });
});

test('refreshes that all go unanswered while the control is healthy are an outage too', async () => {
  fleet = await openFleet(8);
  fleet.outside.amazon = 'refreshes_down';
  await fleet.roundAfter(24);
  expect(await fleet.registry.incidents.holding(fleet.clock.at)).toMatchObject({ cause: 'amazon' });
});

test('an expired client secret that only the SP-API notices is an incident of ours', async () => {
  fleet = await openFleet(3);
  fleet.outside.spApi = 'secret_expired';
  await fleet.roundAfter(24);
  expect(await fleet.registry.incidents.holding(fleet.clock.at)).toMatchObject({
    cause: 'application',
    error: 'lwa_secret_expired',
  });
});

test('an onboarding whose mail was held is told when the incident closes', async () => {
  fleet = await openFleet(2);
  const [id] = fleet.onboardings;
  fleet.outside.amazon = 'down';
  await fleet.roundAfter(24);
  const incident = (await fleet.registry.incidents.holding(fleet.clock.at))!;
  await fleet.registry.incidents.noteHeld(incident.incidentId, id!, fleet.clock.at);
  fleet.outside.amazon = 'healthy';
  await fleet.roundAfter(1);
  await fleet.roundAfter(1);
  const told = await fleet.database.beside((db) => db.selectFrom('outbox').select(['onboarding_id', 'task']).execute());
  const incidents = told.filter(({ task }) => task.includes('"fact":"incident"'));
  expect(incidents.map(({ onboarding_id: to }) => to)).toEqual([id]);
  expect(incidents[0]!.task).toContain(incident.incidentId);
});

test('a grant is asked about once a day, and where its seller sells once a week', async () => {
  fleet = await openFleet(10);
  const { calls } = fleet.outside;
  const before = { ...calls };
  for (let hour = 0; hour < 24 * 7; hour += 1) await fleet.roundAfter(1);
  expect(calls.refreshes - before.refreshes).toBe(70);
  // The first of each batch is asked at the SP-API as well.
  expect(calls.participations - before.participations).toBeGreaterThanOrEqual(10);
  expect(calls.participations - before.participations).toBeLessThanOrEqual(70);
});

test('a new marketplace print that differs from the stores is told to the process', async () => {
  fleet = await openFleet(1);
  fleet.outside.marketplaces = [];
  await fleet.roundAfter(24 * 7);
  const told = await fleet.database.beside((db) => db.selectFrom('outbox').select('task').execute());
  expect(told.filter(({ task }) => task.includes('"ref":"stores"'))).not.toHaveLength(0);
});

test('an application that three sellers deny and none lets in lacks a role', async () => {
  fleet = await openFleet(6);
  fleet.outside.spApi = 'denied';
  await fleet.roundAfter(24 * 8);
  expect(await alerts()).toContain('app_role_missing');
});

describe('a suspicion that came from access tokens', () => {
  test('is asked about in the next round, whatever its time of the day', async () => {
    fleet = await openFleet(1);
    const [id] = fleet.onboardings;
    await fleet.registry.grants.suspect(await fleet.grantOf(id!), fleet.clock.at);
    await fleet.roundAfter(0.01);
    expect((await authorizationOf(id!)).suspectedSince).toBeNull();
  });
});

test('a refusal that was written down before its worker died is asked about in the next round', async () => {
  fleet = await openFleet(1);
  const [id] = fleet.onboardings;
  const grantRef = await fleet.grantOf(id!);
  await fleet.registry.probes.record([{ grantRef, answer: 'refused' }], fleet.clock.at, 86_400_000);
  fleet.outside.refused.add(id!);
  await fleet.roundAfter(0.01);
  expect((await authorizationOf(id!)).suspectedSince).toBe(fleet.clock.at);
});

test('secrets that do not open keep a round from nobody else, and are laid to nobody', async () => {
  fleet = await openFleet(8);
  const [healthy, ...broken] = fleet.onboardings;
  await fleet.database.beside((db) =>
    db
      .updateTable('vault')
      .set({ envelope: sql<string>`replace(envelope, 'v1.', 'v1.lost-')` })
      .where('onboarding_id', 'in', broken)
      .execute(),
  );
  fleet.outside.refused.add(healthy!);
  const { conclusion } = await fleet.roundAfter(24);
  expect(conclusion).toMatchObject({ asked: 1, newlyRefused: 1, verdict: 'calm' });
  await expect(fleet.sweep.checkKeys({ beganAt: fleet.clock.at })).resolves.toMatchObject({ checked: 8, changed: 0 });
});

describe('the client secret', () => {
  test('is warned of from ninety days before its end, once for each step', async () => {
    fleet = await openFleet(0);
    for (let day = 2; day <= 130; day += 1) await fleet.roundAfter(24);
    expect(await alerts()).toEqual(['app_secret_expiring', 'app_secret_expiring']);
    expect(await houseEvents()).toEqual(['app_secret.expiring', 'app_secret.expiring']);
  });
});

describe('Commerce keys', () => {
  beforeEach(async () => {
    fleet = await openFleet(3);
    await fleet.sweep.checkKeys({ beganAt: fleet.clock.now() });
  });
  const told = async () => {
    const rows = await fleet.database.beside((db) => db.selectFrom('outbox').select('task').execute());
    return rows.filter(({ task }) => task.includes('"fact":"probe"') && task.includes('"ref":"key"')).length;
  };

  test('are checked once a day', async () => {
    for (let hour = 0; hour < 48; hour += 1) {
      fleet.clock.at += 3_600_000;
      await fleet.sweep.checkKeys({ beganAt: fleet.clock.now() });
    }
    expect(fleet.outside.calls.keys).toBeLessThanOrEqual(9);
  });

  test('are not checked twice in a round that takes longer than their day', async () => {
    const beganAt = fleet.clock.at + 24 * 3_600_000;
    fleet.clock.at = beganAt + 72 * 3_600_000;
    const first = await fleet.sweep.checkKeys({ beganAt });
    fleet.clock.at += 72 * 3_600_000;
    const second = await fleet.sweep.checkKeys({ beganAt });
    expect([first.checked, second.checked]).toEqual([3, 0]);
  });

  test('a rejected one is told to its process; an unanswered check is no news', async () => {
    const before = await told();
    fleet.outside.gateway = 'down';
    fleet.clock.at += 24 * 3_600_000;
    await fleet.sweep.checkKeys({ beganAt: fleet.clock.now() });
    expect(await told()).toBe(before);
    fleet.outside.gateway = 'rejects';
    fleet.clock.at += 24 * 3_600_000;
    await fleet.sweep.checkKeys({ beganAt: fleet.clock.now() });
    expect(await told()).toBe(before + 3);
  });

  test('one is asked for when a page wants it, at most once in the given time', async () => {
    const [id] = fleet.onboardings;
    const before = await told();
    await fleet.registry.keyChecks.ask(id!, 900_000, fleet.clock.at);
    await fleet.registry.keyChecks.ask(id!, 900_000, fleet.clock.at + 899_999);
    expect(await told()).toBe(before + 1);
    await fleet.registry.keyChecks.ask(id!, 900_000, fleet.clock.at + 900_000);
    expect(await told()).toBe(before + 2);
  });
});

describe('a single probe', () => {
  let id: string;
  let grantRef: string;
  beforeEach(async () => {
    fleet = await openFleet(1);
    id = fleet.onboardings[0]!;
    grantRef = await fleet.grantOf(id);
  });
  const probe = () => fleet.probe.probeGrant({ onboardingId: id, grantRef });

  test('of a living grant says so and ends a suspicion', async () => {
    await fleet.registry.grants.suspect(grantRef, fleet.clock.at);
    expect(await probe()).toEqual({ outcome: 'alive' });
    expect((await authorizationOf(id)).suspectedSince).toBeNull();
  });

  test('that is refused is a suspicion, and a revocation six hours later', async () => {
    fleet.outside.refused.add(id);
    const since = fleet.clock.at;
    expect(await probe()).toEqual({ outcome: 'suspected', since });
    fleet.clock.at += 6 * 3_600_000;
    expect(await probe()).toEqual({ outcome: 'revoked', since });
  });

  test('that is refused after the last day is an expiry, however often one asks, and no revocation', async () => {
    fleet.outside.refused.add(id);
    fleet.clock.at = (await authorizationOf(id)).expiresAt;
    const since = fleet.clock.at;
    expect(await probe()).toEqual({ outcome: 'suspected', since });
    fleet.clock.at += 7 * 3_600_000;
    expect(await probe()).toEqual({ outcome: 'suspected', since });
    expect(await events(id)).not.toContain('authorization.revoked');
  });

  test('that is refused after the last day says nothing while an incident is open', async () => {
    fleet.clock.at = (await authorizationOf(id)).expiresAt - 3_600_000;
    fleet.outside.amazon = 'down';
    await fleet.round();
    fleet.outside.amazon = 'healthy';
    fleet.outside.refused.add(id);
    expect(await fleet.registry.incidents.holding(fleet.clock.at)).not.toBeNull();
    fleet.clock.at += 3_600_000;
    expect(await probe()).toMatchObject({ outcome: 'unverifiable' });
    expect((await authorizationOf(id)).suspectedSince).toBeNull();
  });

  test('asks nothing about the grant while the control call fails', async () => {
    fleet.outside.refused.add(id);
    fleet.outside.amazon = 'invalid_client';
    const before = fleet.outside.calls.refreshes;
    await expect(probe()).rejects.toMatchObject({ type: 'CouldNotAsk' });
    expect(fleet.outside.calls.refreshes).toBe(before);
    expect((await authorizationOf(id)).suspectedSince).toBeNull();
  });

  test('of a grant that is no longer in force finds it gone', async () => {
    expect(await fleet.probe.probeGrant({ onboardingId: id, grantRef: 'grt_other' })).toEqual({ outcome: 'gone' });
  });
});
