import { houseForThisFile } from './environment';

const house = houseForThisFile();

it('a seller who revokes is written to after two days of sweeps, and comes back', async () => {
  const { start, untilStage, consent, pass, sweep, simulator, registry, until, mailsTo } = house();
  const id = await start('acme');
  await untilStage(id, 'awaiting_consent');
  await consent(id, 'acme');
  await untilStage(id, 'connected');
  await sweep();
  await pass(1);
  await sweep();

  await simulator.disable('acme', 'na');
  await pass(1);
  await sweep();
  await until(id, ({ authorization }) => authorization?.suspectedSince !== null);
  expect(await house().status(id)).toMatchObject({ stage: 'connected' });

  await pass(1);
  await sweep();
  await untilStage(id, 'revoked');
  const events = (await registry.events.list(id)).map(({ type }) => type);
  expect(events.filter((type) => type === 'authorization.revoked')).toHaveLength(1);
  expect(mailsTo(`${id}@acme.example`).at(-1)).toBe('Your Amazon permission no longer works');

  await consent(id, 'acme');
  await until(id, ({ stage, authorization }) => stage === 'connected' && authorization?.generation === 2);
}, 180_000);
