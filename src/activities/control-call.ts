import { setTimeout as sleep } from 'node:timers/promises';
import type { Lwa } from '../amazon/lwa';
import type { IncidentCause } from '../domain/incident';
import type { UnverifiableReason } from '../domain/outcomes';

/**
 * What a call with nothing but our own credentials tells of the times: `healthy`, and only then an answer about a grant
 * counts. `busy`: Amazon asks us to come later, which is neither its fault nor ours.
 */
export type Control =
  | { readonly outcome: 'healthy' }
  | { readonly outcome: 'busy'; readonly pauseMs: number }
  | {
      readonly outcome: Exclude<IncidentCause, 'refusals'>;
      /** The error that Amazon names; null where it names none. */
      readonly error: string | null;
      readonly reason: UnverifiableReason;
    };

/** One answer that is lost is no outage: pauses before the second and third try. */
const PAUSES_MS = [500, 2_000] as const;
const DEFAULT_BUSY_MS = 5_000;

/** Makes the control call, anew while Amazon cannot be asked, for some seconds in all. Throws nothing for what Amazon does. */
export async function askControl(amazon: Pick<Lwa, 'checkCredentials'>): Promise<Control> {
  let control = await askOnce(amazon);
  for (const pauseMs of PAUSES_MS) {
    if (control.outcome !== 'amazon') break;
    await sleep(pauseMs);
    control = await askOnce(amazon);
  }
  return control;
}

async function askOnce(amazon: Pick<Lwa, 'checkCredentials'>): Promise<Control> {
  const answer = await amazon.checkCredentials();
  switch (answer.outcome) {
    case 'healthy':
      return answer;
    case 'misconfigured':
      return { outcome: 'application', error: answer.error, reason: 'unexpected_answer' };
    case 'ambiguous':
      if (answer.reason === 'rate_limited') return { outcome: 'busy', pauseMs: answer.retryAfterMs ?? DEFAULT_BUSY_MS };
      return { outcome: 'amazon', error: null, reason: answer.reason };
    case 'not_sent':
      return { outcome: 'amazon', error: null, reason: answer.reason };
    case 'invalid_grant':
      // The call names no grant: whoever answers so is not to be believed about one either.
      return { outcome: 'amazon', error: 'invalid_grant', reason: 'unexpected_answer' };
  }
}
