import {
  ApplicationFailure,
  condition,
  defineSignal,
  setHandler,
  sleep,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { GRANT_GENERATION, ONBOARDING_STAGE } from '../../src/workflows/search-attributes';
import { isUndecodable } from '../../src/workflows/undecodable';

export const message = defineSignal<[unknown]>('message');
export const finish = defineSignal('finish');

/** Says for each message what the handler received. */
export async function collectMessages(): Promise<string[]> {
  const received: string[] = [];
  let finished = false;
  setHandler(message, (value) => {
    received.push(
      isUndecodable(value)
        ? `undecodable ${value.encoding}, ${String(value.byteLength)} bytes`
        : `readable ${String(value)}`,
    );
  });
  setHandler(finish, () => {
    finished = true;
  });
  await condition(() => finished);
  return received;
}

/** Changes search attributes in its very first task. */
export async function changeSearchAttributes(): Promise<void> {
  upsertSearchAttributes([
    { key: ONBOARDING_STAGE, value: 'connected' },
    { key: GRANT_GENERATION, value: 2 },
  ]);
  await sleep(1);
}

/** Sleeps `days` days and says between which instants, in milliseconds. */
export async function sleepDays(days: number): Promise<{ from: number; to: number }> {
  const from = Date.now();
  await sleep(days * 86_400_000);
  return { from, to: Date.now() };
}

export async function failWith(text: string): Promise<void> {
  await sleep(1);
  throw ApplicationFailure.nonRetryable(text);
}
