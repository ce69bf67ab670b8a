import type { StatusView } from '../registry/status-view';
import type { Page } from './answer';
import { createBrowserCookie, type BrowserCookie } from './browser-cookie';
import { createCsrf, type Csrf } from './csrf';
import { dayInWords } from './dates';
import { NOTICE_STATUS, type NoticeKind } from './notices';
import type { PagesOptions, ReturnPatience } from './options';
import { renderPage, type Frame } from './render';
import { noticeWords } from './templates/en/notices';
import type { Views } from './views';

/** What the handlers of the pages share. */
export interface PageContext extends Pick<PagesOptions, 'registry' | 'amazon' | 'clock' | 'log' | 'publicName'> {
  readonly base: URL;
  readonly secure: boolean;
  readonly simulator: boolean;
  readonly patience: ReturnPatience;
  readonly cookie: BrowserCookie;
  readonly csrf: Csrf;
  /** The page of a template; the browser goes on to `goTo` by itself as soon as it has the page. */
  readonly show: <V extends keyof Views>(view: V, model: Views[V], goTo?: string) => Page;
  /** A page that only says something; `back` leads to the person's link, where it is known. */
  readonly notice: (kind: NoticeKind, back?: string) => Page;
}

const PATIENCE: ReturnPatience = { firstMs: 5_000, laterMs: 15_000, lookEveryMs: 250 };

/** Throws a RangeError if `publicBaseUrl` is more than an http or https origin. */
export function createContext(options: PagesOptions): PageContext {
  const base = new URL(options.publicBaseUrl);
  if (!/^https?:$/.test(base.protocol) || base.href !== `${base.origin}/`) {
    throw new RangeError('publicBaseUrl must be an http or https origin without path, query or fragment');
  }
  const secure = base.protocol === 'https:';
  const simulator = options.simulator ?? false;
  const frame: Frame = { name: options.publicName, simulator };

  return {
    registry: options.registry,
    amazon: options.amazon,
    clock: options.clock,
    log: options.log,
    publicName: options.publicName,
    base,
    secure,
    simulator,
    patience: options.patience ?? PATIENCE,
    cookie: createBrowserCookie(secure),
    csrf: createCsrf(options.csrfKey),
    show: (view, model, goTo) => ({ kind: 'page', status: 200, html: renderPage(frame, view, model, goTo) }),
    notice: (kind, back) => {
      const words = noticeWords(kind, options.publicName);
      const html = renderPage(frame, 'notice', { words, back: back ?? null });
      return { kind: 'page', status: NOTICE_STATUS[kind], html };
    },
  };
}

/** The zone in which the seller reads times. */
export async function sellerTimeZone({ registry }: PageContext, onboardingId: string): Promise<string> {
  const contact = await registry.contacts.forRole(onboardingId, 'seller');
  return contact?.timeZone ?? 'UTC';
}

/** The day by which the consent in force must be renewed, or null if there is none. */
export function renewalDay(context: PageContext, status: StatusView, timeZone: string): string | null {
  const expiresAt = status.authorization?.expiresAt;
  return expiresAt === undefined ? null : dayInWords(expiresAt, context.clock.now(), timeZone);
}
