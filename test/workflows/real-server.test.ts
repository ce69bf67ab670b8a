import { DEFAULT_NAMESPACE, onboardingWorkflowId } from '../../src/temporal/ids';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes';
import { startRealServer, type RealServer } from '../temporal/real-server';
import { openHouse, type House } from './house';

/** Started, task scheduled, task started, task completed. */
const FIRST_WORKFLOW_TASK_COMPLETED = 4;

/** What the server that skips time does not do as the real one does: messages during a change of runs, and resets. */
describe('on a real server', () => {
  let server: RealServer;
  let house: House;

  beforeAll(async () => {
    server = await startRealServer();
    await registerSearchAttributes(server.environment.connection, DEFAULT_NAMESPACE);
    house = await openHouse(server.environment);
  }, 300_000);
  afterAll(async () => {
    await house.close();
    await server.stop();
  });

  it('a run that has received five hundred messages makes room for the next, and loses none', async () => {
    const id = await house.start('acme');
    await house.untilStage(id, 'awaiting_consent');
    const { runId } = await house.handle(id).describe();
    const message = (revision: number) =>
      house.handle(id).signal('factsChanged', { kind: 'weather', ref: 'sunny', revision });
    for (let n = 0; n < 510; n += 10) await Promise.all(Array.from({ length: 10 }, (_, k) => message(n + k)));
    await house.untilRunOtherThan(id, runId);
    await house.untilFacts(id, ({ ignoredMessages }) => ignoredMessages === 510);
    await house.disconnect(id);
    await house.untilCompleted(id);
  });

  const reset = (id: string, runId: string, eventId = FIRST_WORKFLOW_TASK_COMPLETED) =>
    server.environment.client.workflowService.resetWorkflowExecution({
      namespace: DEFAULT_NAMESPACE,
      workflowExecution: { workflowId: onboardingWorkflowId(id), runId },
      // A number is encoded as well as a Long, which is all that its type allows.
      workflowTaskFinishEventId: eventId as never,
      requestId: `${id}/${runId}`,
      reason: 'an operator at 3 a.m.',
    });

  it('what was agreed survives every reset: of the run that is asleep, and of the one before it', async () => {
    const id = await house.start('acme');
    await house.untilStage(id, 'awaiting_consent');
    const first = await house.handle(id).describe();
    await house.consent(id, 'acme');
    await house.until(id, ({ nextStep }) => nextStep?.key === 'T-60');
    const mails = house.mailsTo(`${id}@acme.example`);
    const { runId } = await house.handle(id).describe();

    await reset(id, runId);
    await house.untilRunOtherThan(id, runId);
    await house.until(id, ({ nextStep }) => nextStep?.key === 'T-60');
    await house.untilFacts(id, ({ marks }) => marks['connected'] === 'done');
    expect((await house.status(id)).authorization).toMatchObject({ generation: 1 });
    expect(house.mailsTo(`${id}@acme.example`)).toEqual(mails);

    await house.consent(id, 'acme');
    await house.until(id, ({ authorization, stage }) => authorization?.generation === 2 && stage === 'connected');
    // The status tells of a new grant as soon as it is in force: the process has to have told of it, too.
    await house.untilFacts(id, ({ plan, marks }) => plan?.generation === 2 && marks['connected'] === 'done');
    await house.until(id, ({ nextStep }) => nextStep?.key === 'T-60');
    await reset(id, first.runId);
    await house.untilFacts(id, ({ grant }) => grant?.generation === 2);
    expect(await house.status(id)).toMatchObject({ stage: 'connected', authorization: { generation: 2 } });
    const types = (await house.registry.events.list(id)).map(({ type }) => type);
    expect(types.filter((type) => type === 'onboarding.connected')).toHaveLength(1);
  });
});
