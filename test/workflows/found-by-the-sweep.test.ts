import { houseForThisFile } from './environment';

const house = houseForThisFile();

/** Lets a day pass and makes a round at its end, in which every grant is due. */
async function sweptDay(): Promise<void> {
  await house().pass(1);
  await house().sweep();
}

it('a seller who revokes is written to after two days of sweeps, and comes back', async () => {
  const id = await house().start('acme');
  await house().untilStage(id, 'awaiting_consent');
  await house().consent(id, 'acme');
  await house().untilStage(id, 'connected');
  await house().sweep();
  await sweptDay();

  await house().simulator.disable('acme', 'na');
  await sweptDay();
  await house().until(id, ({ authorization }) => authorization?.suspectedSince !== null);
  expect(await house().status(id)).toMatchObject({ stage: 'connected' });

  await sweptDay();
  await house().untilStage(id, 'revoked');
  const events = (await house().registry.events.list(id)).map(({ type }) => type);
  expect(events.filter((type) => type === 'authorization.revoked')).toHaveLength(1);
  expect(house().mailsTo(`${id}@acme.example`).at(-1)).toBe('Your Amazon permission no longer works');

  await house().consent(id, 'acme');
  await house().untilRenewed(id, 2);
}, 180_000);
