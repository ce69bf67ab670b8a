import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundle } from '@temporalio/worker';
import { dataConverter } from '../../src/temporal/data-converter';
import { WORKFLOWS_PATH } from '../../src/worker/onboarding-worker';
import { quietRuntime } from '../temporal/quiet-runtime';
import { HISTORIES } from './record';

/** Those of older builds lie in folders of their own: they are replayed for ever, and never recorded anew. */
const files = readdirSync(HISTORIES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));

function historyOf(file: string): unknown {
  return JSON.parse(readFileSync(join(HISTORIES, file), 'utf8'));
}

/** The workflow had not ended when its history was taken. */
function isAsleep(file: string): boolean {
  const { events } = JSON.parse(readFileSync(join(HISTORIES, file), 'utf8')) as { events: { eventType: string }[] };
  return !/^EVENT_TYPE_WORKFLOW_EXECUTION_(COMPLETED|CONTINUED_AS_NEW)$/.test(events.at(-1)!.eventType);
}

function bundle(replacement?: { readonly request: string; readonly by: string }): Promise<WorkflowBundle> {
  return bundleWorkflowCode({
    workflowsPath: WORKFLOWS_PATH,
    ...dataConverter,
    logger: new DefaultLogger('ERROR'),
    ...(replacement && {
      webpackConfigHook: (config) => ({
        ...config,
        resolve: {
          ...config.resolve,
          alias: { ...(config.resolve?.alias as Record<string, string>), [replacement.request]: replacement.by },
        },
      }),
    }),
  });
}

beforeAll(quietRuntime);

describe('the committed histories', () => {
  it('are those of every path, sleeping ones among them', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(files.filter(isAsleep).length).toBeGreaterThan(20);
  });

  it('replay on the code as it is', async () => {
    const failed: string[] = [];
    const histories = files.map((file) => ({ workflowId: file, history: historyOf(file) }));
    for await (const result of Worker.runReplayHistories(
      { workflowBundle: await bundle(), dataConverter },
      histories,
    )) {
      if (result.error) failed.push(`${result.workflowId}: ${result.error.message}`);
    }
    expect(failed).toEqual([]);
  });

  it('do not replay when two steps change places', async () => {
    const reordered = await bundle({ request: '../domain/next-step', by: require.resolve('./reordered-next-step') });
    const [file] = files.filter((name) => name.includes('is-connected-by-the-consent') && name.endsWith('run-1.json'));
    await expect(
      Worker.runReplayHistory({ workflowBundle: reordered, dataConverter }, historyOf(file!), 'reordered'),
    ).rejects.toThrow(/[Nn]ondeterminism|TMPRL1100/);
  });
});
