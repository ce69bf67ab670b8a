import { createHash, timingSafeEqual } from 'node:crypto';
import type { Simulation } from '../simulation';
import { newClientSecret } from '../state';

/** Operators report that a secret goes on working for seven days after it was rotated. */
const OVERLAP_DAYS = 7;

/** Rotates the application's client secret, as its owner does in the Solution Provider Portal, and returns the new one. */
export async function rotateClientSecret(simulation: Simulation): Promise<string> {
  const { state, clock, dayMs, application } = simulation;
  state.value.formerSecret = { value: application.clientSecret, until: clock.now() + OVERLAP_DAYS * dayMs };
  state.value.clientSecret = newClientSecret();
  state.value.secretExpired = false;
  await state.commit();
  simulation.application = { ...application, clientSecret: state.value.clientSecret };
  return state.value.clientSecret;
}

/** Whether LWA takes this secret for the application's: the current one, or the one before it during the overlap. */
export function isClientSecret({ application, state, clock }: Simulation, given: string): boolean {
  const { formerSecret } = state.value;
  if (same(given, application.clientSecret)) return true;
  return formerSecret !== null && clock.now() < formerSecret.until && same(given, formerSecret.value);
}

function same(given: string, expected: string): boolean {
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
