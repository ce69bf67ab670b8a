import type { Simulation } from './simulation';
import { emptyHistory } from './state';

/** Forgets everything that happened: sessions, grants, tokens, faults, mails, calls. Keys and credentials stay. */
export async function reset({ state, mailbox, calls }: Simulation): Promise<void> {
  Object.assign(state.value, emptyHistory());
  calls.clear();
  await mailbox.clear();
  await state.commit();
}
