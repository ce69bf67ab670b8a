import { setTimeout as pause } from 'node:timers/promises';
import type { Request, Response } from 'express';
import type { Instant } from '../domain/clock';
import type { StatusView } from '../registry/status-view';
import type { Handler } from './answer';
import type { Browser } from './browser-cookie';
import { handOff } from './connect';
import { renewalDay, sellerTimeZone, type PageContext } from './context';
import { storeToConnect } from './opened-link';
import { isPending, shownOutcome } from './shown-outcome';
import { storeLines } from './store-lines';
import { tripWords, type Trip } from './trip-words';

/** After this long the page says that one need not wait, in milliseconds. */
const LONG_WAIT_MS = 60_000;

/**
 * `GET /return/<consentId>`, only for the browser that made the attempt. The answer is held back until the outcome is
 * known, for a few seconds; a page that still has to wait asks again by itself and is held longer, so that people see
 * the outcome as soon as it is there, without a script, and seldom see a page reload.
 */
export function returnPage(context: PageContext): Handler {
  const { clock, cookie, csrf, notice, show } = context;
  return async (req, res) => {
    const consentId = String(req.params['consentId']);
    const browser = cookie.read(req);
    const since = waitingSince(req);
    const holdMs = since === null ? context.patience.firstMs : context.patience.laterMs;
    const visit = browser && (await settled(context, consentId, browser, res, holdMs));
    if (!visit) return notice('notThisBrowser');

    const { attempt, status, outcome } = visit;
    const now = clock.now();
    const address = `/return/${encodeURIComponent(consentId)}`;
    const waitedFrom = Math.min(since ?? now, now);
    const lines = storeLines(status.stores);
    const zone = await sellerTimeZone(context, attempt.onboardingId);
    const words = await tripWords(context, visit, browser, now - waitedFrom >= LONG_WAIT_MS);
    const mayRetry = words.retry !== null && 'storeId' in storeToConnect(status);
    const pending = isPending(outcome);
    const againAt = `${address}?since=${waitedFrom}`;
    const page = show('return', {
      words,
      stores: outcome === 'connected' ? lines : [],
      renewal: renewalDay(context, status, zone),
      retry: mayRetry ? { action: `${address}/retry`, csrf: csrf.token(browser, attempt.onboardingId) } : null,
      again: pending ? againAt : null,
      backTo: pending ? null : backTo(status, context.simulator),
    });
    return pending ? { ...page, againAt } : page;
  };
}

/** `POST /return/<consentId>/retry`: another trip to Amazon with the same link. */
export function retry(context: PageContext): Handler {
  const { registry, clock, cookie, csrf, notice } = context;
  return async (req) => {
    const consentId = String(req.params['consentId']);
    const browser = cookie.read(req);
    const at = clock.now();
    const attempt = browser && (await registry.attempts.forBrowser(consentId, browser.hash, at));
    const status = attempt && (await registry.onboardings.status(attempt.onboardingId));
    if (!attempt || !status) return notice('notThisBrowser');

    const back = `/return/${encodeURIComponent(consentId)}`;
    const { onboardingId, linkId } = attempt;
    if (!csrf.accepts(browser, onboardingId, req)) return notice('formRefused', back);
    if (!(await registry.browsers.holds(browser.hash, onboardingId, at))) return notice('sessionOver');
    const store = storeToConnect(status);
    if ('notice' in store) return notice(store.notice, back);
    return handOff(context, browser, { onboardingId, linkId, storeId: store.storeId, visit: null, back });
  };
}

/** When the first waiting page was shown, as that page wrote it into its own address. */
function waitingSince(req: Request): Instant | null {
  const { since } = req.query;
  return typeof since === 'string' && /^\d{1,15}$/.test(since) ? Number(since) : null;
}

/** Looks at the attempt until its outcome is known, `holdMs` are over or the browser has gone. */
async function settled(
  { registry, clock, patience }: PageContext,
  consentId: string,
  browser: Browser,
  res: Response,
  holdMs: number,
): Promise<Trip | undefined> {
  const deadline = performance.now() + holdMs;
  for (;;) {
    const attempt = await registry.attempts.forBrowser(consentId, browser.hash, clock.now());
    const status = attempt && (await registry.onboardings.status(attempt.onboardingId));
    if (!attempt || !status) return undefined;
    const outcome = shownOutcome(attempt, status.requirements, clock.now());
    if (!isPending(outcome) || res.closed || performance.now() >= deadline) return { attempt, status, outcome };
    await pause(patience.lookEveryMs);
  }
}

/** The backend's own page, fixed at the start; plain http only where the whole world is simulated. */
function backTo({ returnUrl }: StatusView, simulator: boolean): { readonly url: string; readonly host: string } | null {
  if (returnUrl === null || !URL.canParse(returnUrl)) return null;
  const { protocol, host, href } = new URL(returnUrl);
  return protocol === 'https:' || (simulator && protocol === 'http:') ? { url: href, host } : null;
}
