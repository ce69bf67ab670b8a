import type { Lwa, Tokens } from '../amazon/lwa';
import type { Sellers } from '../amazon/sellers';
import type { OfferedRegion } from '../domain/marketplaces';
import type { LwaFailure, Participation, Unverifiable, Verification } from '../domain/outcomes';
import type { Secret } from '../domain/secret';
import { couldNotAsk } from './could-not-ask';

/** Amazon refuses to tell, and an operator must find out why. */
export type Obstacle = Extract<Verification, { outcome: 'misconfigured' | 'access_refused' }>;

/** What Amazon says of a token: where its seller sells, or why we do not know. */
export type Print =
  | { readonly outcome: 'ok'; readonly participations: readonly Participation[] }
  | { readonly outcome: 'dead' }
  | Obstacle;

type Seen = Extract<Print, { outcome: 'ok' }>;

/** With the access token that Amazon was asked with. */
export type FreshPrint = (Seen & { readonly accessToken: Secret }) | Exclude<Print, Seen>;

/** Asks Amazon where the seller of a token sells. A token that is gone is dead. Throws `couldNotAsk`. */
export type AskPrint = (refreshToken: Secret | undefined, region: OfferedRegion) => Promise<FreshPrint>;

export function createAskPrint(amazon: Pick<Lwa, 'refresh'> & Sellers): AskPrint {
  return async (refreshToken, region) => {
    if (!refreshToken) return { outcome: 'dead' };
    const tokens = await amazon.refresh(refreshToken);
    if (tokens.outcome !== 'ok') return afterLwaFailure(tokens);
    const asked = await amazon.marketplaceParticipations({ region, accessToken: tokens.accessToken });
    if (asked.outcome !== 'token_refused') return afterAsking(asked, tokens.accessToken);

    // A fresh token may be refused once when Amazon's hosts disagree; refused again, it is a matter of the account.
    const again: Tokens | LwaFailure = await amazon.refresh(refreshToken);
    if (again.outcome !== 'ok') return afterLwaFailure(again);
    const askedAgain = await amazon.marketplaceParticipations({ region, accessToken: again.accessToken });
    return askedAgain.outcome === 'token_refused'
      ? { outcome: 'access_refused', requestId: 'unknown' }
      : afterAsking(askedAgain, again.accessToken);
  };
}

function afterLwaFailure(failure: LwaFailure): Exclude<Print, Seen> {
  switch (failure.outcome) {
    case 'invalid_grant':
      return { outcome: 'dead' };
    case 'misconfigured':
      return { outcome: 'misconfigured', error: failure.error };
    case 'not_sent':
    case 'ambiguous':
      // A refresh changes nothing at Amazon, so both may be asked again.
      throw couldNotAsk({ ...failure, outcome: 'unverifiable' } satisfies Unverifiable);
  }
}

function afterAsking(
  asked: Exclude<Awaited<ReturnType<Sellers['marketplaceParticipations']>>, { outcome: 'token_refused' }>,
  accessToken: Secret,
): FreshPrint {
  switch (asked.outcome) {
    case 'ok':
      return { ...asked, accessToken };
    case 'misconfigured':
      return asked;
    case 'forbidden':
      return { outcome: 'access_refused', requestId: asked.requestId ?? 'unknown' };
    case 'unverifiable':
      throw couldNotAsk(asked);
  }
}
