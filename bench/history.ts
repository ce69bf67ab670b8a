import { setTimeout as delay } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
type HistoryEvent = NonNullable<History['events']>[number];

/** One run of a workflow, in figures. */
export interface RunFigures {
  readonly events: number;
  readonly bytes: number;
  /** Temporal Cloud's unit of billing. */
  readonly actions: number;
  /** What the workflow asked for and was sent, in order. */
  readonly commands: readonly string[];
}

/** A shorter timer is a pause, not sleep. */
const SLEEP_S = 86_400;
const FALLS_ASLEEP_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 50;

/** Waits until a run has settled, and returns its events. */
export type Settled = (handle: WorkflowHandle) => Promise<readonly HistoryEvent[]>;

/** The figures of every run of a workflow, oldest first. Waits until the newest one has settled: by default, sleeps. */
export async function runsOf(
  { workflow }: Client,
  workflowId: string,
  settled: Settled = asleep,
): Promise<readonly RunFigures[]> {
  const runs: RunFigures[] = [];
  let runId: string | undefined = await firstRunOf(workflow.getHandle(workflowId));
  while (runId !== undefined) {
    const handle = workflow.getHandle(workflowId, runId);
    const events = await settled(handle);
    const { raw } = await handle.describe();
    const bytes = Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0);
    runs.push({ events: events.length, bytes, actions: actionsOf(events), commands: commandsOf(events) });
    runId = events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return runs;
}

/** What a workflow tells others, it tells before its task has ended: its last commands come a moment later. */
const asleep: Settled = (handle) =>
  until(handle, async () => {
    const events = (await handle.fetchHistory()).events ?? [];
    return isAtRest(events.at(-1)) ? events : undefined;
  });

/** Nothing is under way, however soon a timer ends. */
export const idle: Settled = (handle) =>
  until(handle, async () => {
    const { pendingWorkflowTask, pendingActivities } = (await handle.describe()).raw;
    if (pendingWorkflowTask || (pendingActivities ?? []).length > 0) return undefined;
    return (await handle.fetchHistory()).events ?? [];
  });

async function until(
  { workflowId }: WorkflowHandle,
  look: () => Promise<readonly HistoryEvent[] | undefined>,
): Promise<readonly HistoryEvent[]> {
  const deadline = performance.now() + FALLS_ASLEEP_WITHIN_MS;
  for (;;) {
    const events = await look();
    if (events) return events;
    if (performance.now() > deadline) throw new Error(`${workflowId} does not fall asleep.`);
    await delay(LOOK_EVERY_MS);
  }
}

function isAtRest(last: HistoryEvent | undefined): boolean {
  if (last?.workflowExecutionContinuedAsNewEventAttributes) return true;
  return Number(last?.timerStartedEventAttributes?.startToFireTimeout?.seconds ?? 0) >= SLEEP_S;
}

async function firstRunOf(handle: WorkflowHandle): Promise<string | undefined> {
  const [started] = (await handle.fetchHistory()).events ?? [];
  return started?.workflowExecutionStartedEventAttributes?.firstExecutionRunId ?? undefined;
}

/** What a history holds beside the bookkeeping of its tasks: commands, and the signals between them. */
export function commandsOf(events: readonly HistoryEvent[]): readonly string[] {
  return events.map(commandOf).filter((command) => command !== undefined);
}

function commandOf(event: HistoryEvent): string | undefined {
  if (event.activityTaskScheduledEventAttributes) {
    return `activity ${event.activityTaskScheduledEventAttributes.activityType?.name ?? '?'}`;
  }
  if (event.markerRecordedEventAttributes) return `marker ${event.markerRecordedEventAttributes.markerName ?? '?'}`;
  if (event.upsertWorkflowSearchAttributesEventAttributes) {
    const { indexedFields } = event.upsertWorkflowSearchAttributesEventAttributes.searchAttributes ?? {};
    return `upsert ${Object.keys(indexedFields ?? {})
      .sort()
      .join(' ')}`;
  }
  if (event.timerStartedEventAttributes) return 'start timer';
  if (event.timerCanceledEventAttributes) return 'cancel timer';
  if (event.workflowExecutionSignaledEventAttributes) return 'signal';
  if (event.workflowExecutionContinuedAsNewEventAttributes) return 'continue as new';
  return undefined;
}

/** Where two lists of commands part, in words; undefined if they are the same. */
export function firstDifference(ours: readonly string[], theirs: readonly string[]): string | undefined {
  const length = Math.max(ours.length, theirs.length);
  for (let index = 0; index < length; index += 1) {
    const [one, other] = [ours[index] ?? 'nothing', theirs[index] ?? 'nothing'];
    if (one !== other) return `command ${index + 1} is "${one}" in the onboarding and "${other}" in the skeleton`;
  }
  return undefined;
}

/**
 * Actions as Temporal Cloud counts them: the start, each continue-as-new, signal, timer and upsert, each attempt of an
 * activity, and one for all local activities of a workflow task. The start of a continued run is part of its
 * continue-as-new.
 */
export function actionsOf(events: readonly HistoryEvent[]): number {
  const tasksWithLocals = new Set<string>();
  let actions = 0;
  for (const event of events) {
    if (event.workflowExecutionStartedEventAttributes) {
      actions += event.workflowExecutionStartedEventAttributes.continuedExecutionRunId ? 0 : 1;
    } else if (event.activityTaskStartedEventAttributes) {
      actions += event.activityTaskStartedEventAttributes.attempt ?? 1;
    } else if (event.markerRecordedEventAttributes) {
      tasksWithLocals.add(String(event.markerRecordedEventAttributes.workflowTaskCompletedEventId));
    } else if (
      event.workflowExecutionContinuedAsNewEventAttributes ??
      event.workflowExecutionSignaledEventAttributes ??
      event.timerStartedEventAttributes ??
      event.upsertWorkflowSearchAttributesEventAttributes
    ) {
      actions += 1;
    }
  }
  return actions + tasksWithLocals.size;
}
