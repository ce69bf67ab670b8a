import type { TokenOutcome } from '../amazon/lwa';
import type { Instant } from '../domain/clock';
import type { Secret } from '../domain/secret';
import type { Attempt } from '../registry/attempts';
import type { Handler } from './answer';
import { readCallback } from './callback-query';
import type { PageContext } from './context';

/**
 * `GET /amazon/callback`, Amazon's redirect back to us. The code lives five minutes and its exchange cannot safely be
 * repeated, so it is exchanged here and now, whatever becomes of the browser, and is kept nowhere but in memory.
 */
export function callback(context: PageContext): Handler {
  const { registry, clock, cookie, notice } = context;
  return async (req) => {
    const query = readCallback(req.originalUrl);
    if (query.kind === 'incomplete') return notice('callbackIncomplete');
    if (query.kind === 'declined') return notice('callbackDeclined');

    const at = clock.now();
    const consumed = await registry.attempts.consume(query.state, cookie.read(req)?.hash ?? null, at);
    switch (consumed.outcome) {
      case 'unknown':
        return notice('stateUnknown');
      case 'foreign_browser':
        return notice('foreignBrowser');
      case 'claimed':
        await settleClaim(context, consumed.attempt, query.code, query.sellerId, at);
        break;
      case 'already_consumed':
      case 'overtaken':
      case 'expired':
        break;
    }
    return { kind: 'seeOther', path: `/return/${encodeURIComponent(consumed.attempt.consentId)}` };
  };
}

/** Never throws: a claim whose result cannot be written is lost after a minute, and the return page says so. */
async function settleClaim(
  context: PageContext,
  { consentId, onboardingId }: Attempt,
  code: Secret,
  sellerId: string,
  grantedAt: Instant,
): Promise<void> {
  const { registry, clock, log } = context;
  const consent = { consentId, onboardingId };
  try {
    const outcome = await exchange(context, code, consent);
    if (outcome.outcome === 'ok') {
      const { refreshToken } = outcome;
      await registry.attempts.recordCandidate({ consentId, sellerId, refreshToken, grantedAt }, clock.now());
      return;
    }
    if (outcome.outcome === 'misconfigured') {
      log.error({ ...consent, error: outcome.error }, 'Amazon refuses our application at the exchange of a code');
    }
    await registry.attempts.recordFailure(consentId, FAILURE[outcome.outcome], clock.now());
  } catch (error) {
    log.error({ ...consent, error: nameOf(error) }, 'The result of a consent could not be recorded');
  }
}

const FAILURE = {
  invalid_grant: 'code_refused',
  misconfigured: 'app_misconfigured',
  not_sent: 'amazon_unavailable',
  ambiguous: 'lost',
} as const;

async function exchange(
  { amazon, log }: PageContext,
  code: Secret,
  consent: Readonly<Record<string, string>>,
): Promise<TokenOutcome> {
  try {
    return await amazon.exchangeCode(code);
  } catch (error) {
    log.error({ ...consent, error: nameOf(error) }, 'The exchange of a code failed unexpectedly');
    return { outcome: 'ambiguous', reason: 'unexpected_answer' };
  }
}

/** The kind of an error and nothing of its message, which may quote what was sent. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
