import type { Link } from '../registry/links';
import type { Browser } from './browser-cookie';
import type { PageContext } from './context';

/** No sooner than this is Commerce asked about the same key again for the sake of a page. */
const QUIET_MS = 15 * 60_000;

/**
 * Has the Commerce key checked anew for a person who is at work on a manage link's page, so that the page tells how it is
 * now. Whoever has pressed nothing in this browser yet, such as a scanner of mails, starts nothing.
 */
export async function recheckKey({ registry, clock }: PageContext, link: Link, browser: Browser): Promise<void> {
  if (link.purpose !== 'manage') return;
  const { onboardingId } = link;
  if (!(await registry.browsers.holds(browser.hash, onboardingId, clock.now()))) return;
  await registry.keyChecks.ask(onboardingId, QUIET_MS, clock.now());
}
