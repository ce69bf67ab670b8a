import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Instant } from '../domain/clock';
import type { Region } from '../domain/marketplaces';
import { DAY_MS } from '../domain/policy';
import { LOGIN_VISIT_TTL_MS, type LoginVisit } from '../registry/login-visits';
import type { Answer, Handler } from './answer';
import type { Browser } from './browser-cookie';
import { handOff } from './connect';
import type { PageContext } from './context';
import { formField } from './form-field';
import { loginFields, readLoginForm, readLoginQuery, type LoginForm } from './login-query';
import { storeToConnect } from './opened-link';
import { storeLines } from './store-lines';
import type { FormWithFields, LoginChoice } from './views';

const ADDRESS = '/amazon/login';

/**
 * `GET /amazon/login`, our Login URI: a seller comes from Seller Central. It sends nothing and writes nothing. Who holds
 * a session of the seller's onboarding may go on at once; everybody else gets the same page, whoever the seller is.
 */
export function loginPage(context: PageContext): Handler {
  const { amazon, clock, cookie, notice, show } = context;
  return async (req, res) => {
    const query = readLoginQuery(req.originalUrl);
    if (!query) return notice('loginIncomplete');
    const uri = amazon.readConfirmUri(query.callbackUri);
    // One that looks like Amazon's is refused with the click, which also tells an operator.
    if (uri.outcome === 'refused' && uri.amazonHost === null) return notice('loginRefused');

    const browser = cookie.ensure(req, res);
    const form = { ...query, startedAt: clock.now() };
    const choices = uri.outcome === 'accepted' ? await choicesOf(context, browser, form, uri.region) : [];
    if (choices.length > 0) return show('login-continue', { choices });
    return show('login', { ask: formFor(context, browser, ADDRESS, form) });
  };
}

/** `POST /amazon/login`, without a session: if we know the seller, the contact gets a mail. The answer tells nobody. */
export function askForLink(context: PageContext): Handler {
  const { registry, clock, notice } = context;
  return async (req) => {
    const at = clock.now();
    const pressed = await pressedLogin(context, req, undefined, at);
    if ('refusal' in pressed) return pressed.refusal;
    await registry.loginVisits.ask(pressed.browser.hash, pressed.visit, at);
    return notice('loginAsked');
  };
}

/** `POST /amazon/login/continue`, with a session of the onboarding that the form names: back to Amazon. */
export function continueLogin(context: PageContext): Handler {
  const { registry, clock, notice } = context;
  return async (req) => {
    const at = clock.now();
    const onboardingId = formField(req, 'onboarding') ?? '';
    const pressed = await pressedLogin(context, req, onboardingId, at);
    if ('refusal' in pressed) return pressed.refusal;
    const { browser, visit } = pressed;

    const held = await registry.loginVisits.held(browser.hash, visit, at);
    const session = held.find((one) => one.onboardingId === onboardingId);
    const status = session && (await registry.onboardings.status(onboardingId));
    if (!status) return notice('sessionOver');
    const store = storeToConnect(status);
    if ('notice' in store) return notice(store.notice);
    return handOff(context, browser, { ...session, storeId: store.storeId, visit, back: null });
  };
}

/** The seller's onboardings for which this browser holds a session, and which can be connected now. */
async function choicesOf(
  context: PageContext,
  browser: Browser,
  form: LoginForm,
  region: Region | null,
): Promise<readonly LoginChoice[]> {
  const { loginVisits, onboardings } = context.registry;
  const choices: LoginChoice[] = [];
  const held = await loginVisits.held(browser.hash, { sellerId: form.sellerId, region }, form.startedAt);
  for (const { onboardingId } of held) {
    const [basics, status] = await Promise.all([onboardings.basics(onboardingId), onboardings.status(onboardingId)]);
    if (!basics || !status || 'notice' in storeToConnect(status)) continue;
    choices.push({
      host: basics.verifiedCommerceHost,
      stores: storeLines(status.stores),
      go: formFor(context, browser, `${ADDRESS}/continue`, form, onboardingId),
    });
  }
  return choices;
}

function formFor(
  { csrf }: PageContext,
  browser: Browser,
  action: string,
  form: LoginForm,
  onboardingId?: string,
): FormWithFields {
  const own = onboardingId === undefined ? {} : { onboarding: onboardingId };
  return { action, csrf: csrf.token(browser, subjectOf(form, onboardingId)), fields: { ...loginFields(form), ...own } };
}

/** The form that this browser was shown, and what it was shown for; otherwise the page that says why nothing is done. */
async function pressedLogin(
  { registry, amazon, cookie, csrf, notice }: PageContext,
  req: Request,
  onboardingId: string | undefined,
  at: Instant,
): Promise<{ readonly browser: Browser; readonly visit: LoginVisit } | { readonly refusal: Answer }> {
  const form = readLoginForm((name) => formField(req, name));
  const browser = cookie.read(req);
  if (!form || !browser || !csrf.accepts(browser, subjectOf(form, onboardingId), req)) {
    return { refusal: notice('formRefused') };
  }
  const uri = amazon.readConfirmUri(form.callbackUri);
  if (uri.outcome === 'refused') {
    if (uri.amazonHost !== null) await registry.alerts.raise(refusedHost(uri.amazonHost, at), at);
    return { refusal: notice(uri.amazonHost === null ? 'loginRefused' : 'loginHostUnknown') };
  }
  if (at >= form.startedAt + LOGIN_VISIT_TTL_MS) return { refusal: notice('loginOver') };
  const { sellerId, amazonState, startedAt } = form;
  return { browser, visit: { sellerId, amazonState, startedAt, callbackUri: uri.uri, region: uri.region } };
}

/** No onboarding has a space in its id: a token for a visit is never one for an onboarding. */
function subjectOf(form: LoginForm, onboardingId?: string): string {
  return `login ${JSON.stringify([form.callbackUri, form.amazonState, form.sellerId, form.startedAt, onboardingId])}`;
}

/** Whoever makes up hosts must not bury the operators. */
const HOST_ALERTS_PER_DAY = 8;

function refusedHost(host: string, at: Instant) {
  const place = (createHash('sha256').update(host).digest()[0] ?? 0) % HOST_ALERTS_PER_DAY;
  const dedupeKey = `${Math.floor(at / DAY_MS)}/${place}`;
  return { code: 'amazon_host_refused', dedupeKey, onboardingId: null, params: { host } } as const;
}
