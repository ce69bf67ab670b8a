import type { Attempt } from '../registry/attempts';
import type { StatusView } from '../registry/status-view';
import type { Browser } from './browser-cookie';
import type { PageContext } from './context';
import { outsideText } from './outside-text';
import { isPending, reference } from './shown-outcome';
import { storeLines } from './store-lines';
import { countriesInWords } from './templates/en/countries';
import { outcomeWords, type OutcomeWords, type ShownOutcome, type SignedInAs } from './templates/en/outcomes';

/** A trip to Amazon as it stands now. */
export interface Trip {
  readonly attempt: Attempt;
  readonly status: StatusView;
  readonly outcome: ShownOutcome;
}

/** More names than this tell a person no more about which account it was. */
const NAMES_SHOWN = 3;

/** What this browser, which made the trip, is told about it. `long`: the check takes longer than people wait. */
export async function tripWords(
  context: PageContext,
  { attempt, status, outcome }: Trip,
  browser: Browser,
  long: boolean,
): Promise<OutcomeWords> {
  const renewing = attempt.expectedGeneration > 0;
  return outcomeWords({
    outcome,
    name: context.publicName,
    countries: countriesInWords(storeLines(status.stores)),
    reference: reference(attempt.consentId),
    renewing,
    works: renewing && status.stage !== 'expired' && status.stage !== 'revoked',
    signedInAs: outcome === 'parked' ? await signedInAs(context, attempt.consentId, browser) : null,
    long: long && isPending(outcome),
  });
}

async function signedInAs({ registry }: PageContext, consentId: string, { hash }: Browser): Promise<SignedInAs | null> {
  const account = await registry.attempts.otherAccount(consentId, hash);
  if (!account) return null;
  const stores = account.storeNames.slice(0, NAMES_SHOWN).map((name) => outsideText(name));
  return { stores, sameSellerId: account.sameSellerId };
}
