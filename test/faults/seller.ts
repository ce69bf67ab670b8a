import { setTimeout as delay } from 'node:timers/promises';
import { unescaped } from '../../src/start/form-browser';
import type { SimulatorOrders } from './simulator-orders';
import { until } from './until';

/**
 * A seller in front of a browser, without the browser: goes through the same pages, keeps the cookies, loads a page again
 * that did not come, and does what the page says.
 */
export interface Seller {
  /** Has this link instead of that of an invitation. */
  open(address: string): void;
  /** Waits for the invitation and opens the link in it. */
  openInvitation(): Promise<void>;
  /** Presses Connect; is then at Amazon. */
  goToAmazon(): Promise<void>;
  /** Gives the consent at Amazon; the browser is then about to come back. */
  consent(): Promise<void>;
  /** Presses Connect on the page that is open and sees no answer. Resolves when the browser knows of one or gives up. */
  pressUnseen(): Promise<void>;
  /** Lets the browser come back to us and sees no answer. Resolves when the browser knows of one or gives up. */
  comeBackUnseen(): Promise<void>;
  /** Does what is left to do until a page says that the store is connected. */
  finish(): Promise<void>;
  /** The headings that asked for another consent. */
  readonly askedAgain: readonly string[];
  /** The text of the last page. */
  readonly lastPage: string;
}

export interface SellerOptions {
  readonly productUrl: string;
  readonly simulator: SimulatorOrders;
  /** The seller as the simulator calls it. */
  readonly name: string;
  readonly email: string;
}

/** The outcome is asked for this long, with all the kills in between, in milliseconds. */
const PATIENCE_MS = 240_000;
const LOADS_WITHIN_MS = 60_000;
const RELOAD_AFTER_MS = 200;

/** Pages that say that a consent is in force. */
const DONE: readonly string[] = ['Your store is connected', 'Your Amazon connection is renewed'];

/** Pages that ask for another consent, with the sentence that must stand on each. */
const ASKS_AGAIN: Readonly<Record<string, string>> = {
  'Amazon’s answer did not reach us': 'Please confirm once more.',
  'Amazon could not be reached': 'Please try again in a few minutes.',
  'Amazon no longer accepted the confirmation': 'Please confirm once more.',
  // Where a day is a second, a consent can die before a killed worker is back to verify it.
  'This consent is no longer valid': 'please confirm once more.',
};

/** A page that a person would not know how to go on from. */
export class DeadEnd extends Error {
  override readonly name = 'DeadEnd';
}

interface Page {
  readonly url: string;
  readonly html: string;
  readonly title: string;
  readonly text: string;
}

export function createSeller({ productUrl, simulator, name, email }: SellerOptions): Seller {
  const cookies = new Map<string, string>();
  const askedAgain: string[] = [];
  let last: Page = { url: '', html: '', title: '', text: 'no page yet' };
  let link = '';
  let consentUrl = '';
  let callbackUrl = '';
  /** Where the browser is: what a reload would load again. */
  let address = '';

  async function request(url: string, form?: URLSearchParams): Promise<Response> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join('; ') },
      signal: AbortSignal.timeout(LOADS_WITHIN_MS),
      ...(form ? { method: 'POST', body: form } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [key, value] = line.split(';', 1)[0]!.split('=', 2);
      cookies.set(key!, value!);
    }
    return response;
  }

  async function send(url: string, form?: URLSearchParams): Promise<Page> {
    const response = await request(url, form);
    const html = await response.text();
    const location = response.headers.get('location');
    if (location !== null) return load(new URL(location, url).href);
    last = { url, html, title: titleOf(html), text: textOf(html) };
    return last;
  }

  const load = (url: string): Promise<Page> => {
    address = url;
    return send(url);
  };

  /** Loads the page again until it comes; a page that says that something went wrong on our side counts as none. */
  const patiently = (what: string, go: () => Promise<Page>): Promise<Page> =>
    until(
      what,
      async () => {
        const page = await go();
        if (page.title !== 'Something went wrong on our side') return page;
        await delay(RELOAD_AFTER_MS);
        return undefined;
      },
      { patienceMs: PATIENCE_MS },
    );

  /** Presses the button of the page at `url`; that page is loaded anew if the press was not answered. */
  function press(url: string): Promise<Page> {
    return patiently(`${name} presses the button`, async () => {
      const page = await load(url);
      const form = formOf(page);
      return form ? send(form.action, form.fields) : page;
    });
  }

  function readConsentUrl(page: Page): string {
    const found = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(page.html)?.[1];
    if (found === undefined) throw new DeadEnd(`${name} pressed a button and did not get to Amazon: ${page.text}`);
    return found.replaceAll('&amp;', '&');
  }

  async function openInvitation(): Promise<void> {
    link = await until(
      `${name} is invited`,
      async () => {
        const [mail] = await simulator.mailsTo(email);
        return mail && new RegExp(`${productUrl}/c/\\S+`).exec(mail.text)?.[0];
      },
      { patienceMs: PATIENCE_MS },
    );
    await patiently(`${name} sees the page of the link`, () => load(link));
  }

  async function goToAmazon(): Promise<void> {
    consentUrl = readConsentUrl(await press(link));
  }

  async function consent(): Promise<void> {
    callbackUrl = await until('Seller Central takes the consent', () => simulator.consent(name, consentUrl));
  }

  async function finish(): Promise<void> {
    if (link === '') await openInvitation();
    if (consentUrl === '') await goToAmazon();
    if (callbackUrl === '') await consent();
    if (!address.includes('/return/')) address = callbackUrl;
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
      const page = await patiently(`${name} comes back`, () => load(address));
      if (DONE.includes(page.title)) return;
      if (page.title === 'Checking with Amazon') continue;
      const sentence = ASKS_AGAIN[page.title];
      if (sentence === undefined || !page.text.includes(sentence)) throw new DeadEnd(`${name} is stuck: ${page.text}`);
      askedAgain.push(page.title);
      consentUrl = readConsentUrl(await press(page.url));
      await consent();
      address = callbackUrl;
    }
    throw new DeadEnd(`${name} is not connected in ${PATIENCE_MS / 1_000} s; the last page: ${last.text}`);
  }

  return {
    open(address) {
      link = address;
    },
    openInvitation,
    goToAmazon,
    consent,
    async pressUnseen() {
      const form = formOf(last);
      if (form) await request(form.action, form.fields).catch(() => undefined);
    },
    async comeBackUnseen() {
      await request(callbackUrl).catch(() => undefined);
    },
    finish,
    askedAgain,
    get lastPage() {
      return last.text;
    },
  };
}

function formOf({ url, html }: Page): { readonly action: string; readonly fields: URLSearchParams } | undefined {
  const action = /<form method="post" action="([^"]+)"/.exec(html)?.[1];
  const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1];
  if (action === undefined || csrf === undefined) return undefined;
  return { action: new URL(action, url).href, fields: new URLSearchParams({ csrf }) };
}

function titleOf(html: string): string {
  return unescaped(/<h1>([^<]*)<\/h1>/.exec(html)?.[1] ?? '');
}

function textOf(html: string): string {
  const main = /<main>([\s\S]*)<\/main>/.exec(html)?.[1] ?? html;
  return unescaped(main.replaceAll(/<[^>]+>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim();
}
