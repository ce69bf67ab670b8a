import type { Request } from 'express';
import type { Instant } from '../domain/clock';
import type { Link } from '../registry/links';
import type { Answer } from './answer';
import type { Browser } from './browser-cookie';
import type { PageContext } from './context';
import { openLink, type OpenedLink } from './opened-link';

/** A form of a link's page, sent by the browser that was shown it. */
export interface PressedLink extends OpenedLink {
  readonly browser: Browser;
  /** The address of the link's page. */
  readonly back: string;
}

/** The link whose button was pressed; otherwise the page that says why nothing is done. Changes nothing. */
export async function pressedLink(
  context: PageContext,
  req: Request,
  isFor: (link: Link) => boolean,
  at: Instant,
): Promise<PressedLink | { readonly refusal: Answer }> {
  const token = String(req.params['token']);
  const opened = await openLink(context.registry, token, at);
  if ('notice' in opened) return { refusal: context.notice(opened.notice) };
  if (!isFor(opened.link)) return { refusal: context.notice('notFound') };

  const back = `/c/${encodeURIComponent(token)}`;
  const browser = context.cookie.read(req);
  if (!browser || !context.csrf.accepts(browser, opened.link.onboardingId, req)) {
    return { refusal: context.notice('formRefused', back) };
  }
  return { ...opened, browser, back };
}
