import type { StoreId } from '../domain/marketplaces';
import { DAY_MS } from '../domain/policy';
import type { LoginVisit } from '../registry/login-visits';
import type { Answer, Handler } from './answer';
import type { Browser } from './browser-cookie';
import type { PageContext } from './context';
import { leadsToAmazon, storeToConnect } from './opened-link';
import { pressedLink } from './pressed-link';

/** How long a browser that pressed Connect may try again without opening its link anew. */
const SESSION_MS = DAY_MS;

/** `POST /c/<link>/connect`: begins a trip to Amazon. */
export function connect(context: PageContext): Handler {
  const { registry, clock } = context;
  return async (req) => {
    const at = clock.now();
    const pressed = await pressedLink(context, req, leadsToAmazon, at);
    if ('refusal' in pressed) return pressed.refusal;
    const { link, status, browser, back } = pressed;
    const store = storeToConnect(status);
    if ('notice' in store) return context.notice(store.notice, back);

    if (link.contactId !== null) await registry.contacts.confirm(link.contactId, at);
    await registry.browsers.admit(browser.hash, link.onboardingId, link.linkId, at + SESSION_MS);
    const visit = await registry.loginVisits.waiting(browser.hash, link.onboardingId, at);
    if (visit) await registry.loginVisits.end(browser.hash);
    return handOff(context, browser, {
      onboardingId: link.onboardingId,
      linkId: link.linkId,
      storeId: store.storeId,
      visit: visit ?? null,
      back,
    });
  };
}

/**
 * Mints an attempt and answers 200 with a page that goes on to Amazon by itself. Never a redirect: browsers hold
 * `form-action 'self'` against the whole chain that a form submission leads to, and block it silently.
 */
export async function handOff(
  { registry, amazon, clock, show, notice }: PageContext,
  browser: Browser,
  trip: {
    readonly onboardingId: string;
    readonly linkId: string;
    readonly storeId: StoreId;
    /** The seller's way from Seller Central, which then leads back there; null if they begin with us. */
    readonly visit: LoginVisit | null;
    /** The page that a refusal leads back to, where there is one. */
    readonly back: string | null;
  },
): Promise<Answer> {
  const { onboardingId, linkId, storeId, visit } = trip;
  const door = visit ? 'seller_central' : 'link';
  const attempt = await registry.attempts.create(
    { onboardingId, linkId, browserHash: browser.hash, door, storeId },
    clock.now(),
  );
  switch (attempt.outcome) {
    case 'created': {
      const { state } = attempt;
      const consent = visit ? amazon.confirmUrl(visit, state) : amazon.consentUrl(storeId, state);
      return show('hand-off', { host: new URL(consent).host, door }, consent);
    }
    case 'limited':
      return notice('limited', trip.back ?? undefined);
    case 'closed':
      return notice('ended');
  }
}
