import express, { type ErrorRequestHandler, type RequestHandler, type Response, type Router } from 'express';
import { answering, send } from './answer';
import { ICON, STYLESHEET, type Asset } from './assets';
import { callback, nameOf } from './callback';
import { canonicalAddress } from './canonical-host';
import { confirmContact } from './confirm-contact';
import { confirmOwner } from './confirm-owner';
import { connect } from './connect';
import { createContext, type PageContext } from './context';
import { isCrossSite } from './csrf';
import { linkPage } from './link-page';
import { askForLink, continueLogin, loginPage } from './login';
import { askForManageLink } from './manage-link';
import { notUs } from './not-us';
import type { PagesOptions } from './options';
import { turnReminders, unsubscribeByOneClick } from './reminders';
import { retry, returnPage } from './return-page';
import { securityHeaders } from './security-headers';
import { snooze } from './snooze';

const FORM_MAX_BYTES = 8 * 1024;

/** Every address of the pages begins with one of these; the router leaves all others alone. */
const OURS = ['/c', '/return', '/amazon', '/assets'];

/**
 * The pages that sellers and merchants see: `/c/<link>`, `/return/<consentId>`, our Login URI
 * `/amazon/login`, and Amazon's redirect to `/amazon/callback`. A GET changes nothing, except that the callback consumes its state. To be mounted at the root.
 */
export function createPages(options: PagesOptions): Router {
  const context = createContext(options);
  const router = express.Router({ caseSensitive: true });

  for (const file of [STYLESHEET, ICON]) router.get(file.path, serve(file));
  router.use(OURS, protect(context));
  const form = [refuseCrossSite(context), express.urlencoded({ extended: false, limit: FORM_MAX_BYTES })];
  // Mail programs send a form of either kind; what it must say is looked for in the text.
  const oneClick = express.text({ type: () => true, limit: FORM_MAX_BYTES });
  router.get('/c/:token', answering(linkPage(context)));
  router.post('/c/:token', oneClick, answering(unsubscribeByOneClick(context)));
  router.post('/c/:token/reminders-off', form, answering(turnReminders(context, 'off')));
  router.post('/c/:token/reminders-on', form, answering(turnReminders(context, 'on')));
  router.post('/c/:token/connect', form, answering(connect(context)));
  router.post('/c/:token/snooze', form, answering(snooze(context)));
  router.post('/c/:token/manage-link', form, answering(askForManageLink(context)));
  router.post('/c/:token/not-us', form, answering(notUs(context)));
  router.post('/c/:token/confirm-owner', form, answering(confirmOwner(context)));
  router.post('/c/:token/confirm', form, answering(confirmContact(context)));
  router.get('/amazon/login', answering(loginPage(context)));
  router.post('/amazon/login', form, answering(askForLink(context)));
  router.post('/amazon/login/continue', form, answering(continueLogin(context)));
  router.head('/amazon/callback', onlyGet);
  router.get('/amazon/callback', answering(callback(context)));
  router.get('/return/:consentId', answering(returnPage(context)));
  router.post('/return/:consentId/retry', form, answering(retry(context)));
  router.use(OURS, (_req, res) => send(res, context.notice('notFound')));
  router.use(OURS, failure(context));
  return router;
}

function serve({ type, content }: Asset): RequestHandler {
  return (_req, res) => {
    res.set({ 'Cache-Control': 'public, max-age=31536000, immutable', 'X-Content-Type-Options': 'nosniff' });
    res.type(type).send(content);
  };
}

/** Before anything else, cookies above all: the headers of every page, and the one host that they live on. */
function protect({ base, secure, notice }: PageContext): RequestHandler {
  const headers = securityHeaders(secure);
  return (req, res, next) => {
    res.set(headers);
    const canonical = canonicalAddress(req, base);
    if (canonical === null) next();
    else if (req.method === 'GET' || req.method === 'HEAD') redirectSilently(res, canonical);
    else send(res, notice('wrongHost'));
  };
}

/** Express's own redirect repeats the address in a page, and this one may hold a link or Amazon's code. */
function redirectSilently(res: Response, address: string): void {
  res.location(address).status(302).end();
}

function refuseCrossSite({ notice }: PageContext): RequestHandler {
  return (req, res, next) => {
    if (isCrossSite(req)) send(res, notice('formRefused'));
    else next();
  };
}

/** Express answers HEAD with the handlers of GET, and a link checker must not consume a state. */
const onlyGet: RequestHandler = (_req, res) => {
  res.set('Allow', 'GET').status(405).end();
};

function failure({ log, notice }: PageContext): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    const status = statusOf(error);
    if (status >= 500) log.error({ error: nameOf(error) }, 'A page failed');
    if (res.headersSent) next(error);
    else if (status === 413) send(res, notice('tooLarge'));
    else send(res, notice(status < 500 ? 'notFound' : 'failed'));
  };
}

/** Express and its body parser say with an error whose fault it was. */
function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? status : 500;
}
