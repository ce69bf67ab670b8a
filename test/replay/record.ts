import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';

/** Where the committed histories lie. */
export const HISTORIES = join(__dirname, 'histories');

/**
 * Writes the histories of all runs of a workflow, oldest first, as they are now: asleep, if it sleeps. Called by the
 * workflow stories when `EVERGRANT_RECORD_HISTORIES` is set, so that each story leaves its path behind.
 */
export async function recordHistories(client: Client, workflowId: string, name: string): Promise<void> {
  mkdirSync(HISTORIES, { recursive: true });
  const runs: { readonly json: string }[] = [];
  let runId: string | undefined;
  do {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    runs.unshift({ json: JSON.stringify(JSON.parse(historyToJSON(history))) });
    runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? undefined;
  } while (runId !== undefined && runId !== '');
  for (const [index, { json }] of runs.entries()) writeFileSync(join(HISTORIES, `${name}.run-${index + 1}.json`), json);
}

/** `is revived after the expiry` → `is-revived-after-the-expiry`. */
export function fileNameOf(testName: string): string {
  return testName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 160);
}
