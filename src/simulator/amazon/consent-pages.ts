import { randomBytes } from 'node:crypto';
import { Router, type Response } from 'express';
import type { Region } from '../../domain/marketplaces';
import { html, type Html } from '../html';
import { sendPage } from '../layout';
import type { Simulation } from '../simulation';
import type { OpenConsent } from '../state';
import { authorize } from './authorizations';
import { checkConsentRequest } from './consent-request';
import { field, queryOf } from '../form';
import { refusal, type Refusal } from './refusals';
import { regionsOf, type Seller } from './sellers';
import { signedIn } from './sessions';
import { problemBox, signInPath } from './sign-in';

/** Amazon: a flow that takes more than ten minutes may break and must be started again. */
export const FLOW_LIMIT_MS = 10 * 60_000;

export const REGION_NAMES: Readonly<Record<Region, string>> = { na: 'North America', eu: 'Europe', fe: 'Far East' };

/** The door that begins at the application: `/apps/authorize/consent`. */
export function consentRoutes(simulation: Simulation): Router {
  const router = Router();
  const { state, clock } = simulation;

  router.get('/apps/authorize/consent', async (req, res) => {
    const request = checkConsentRequest(simulation.application, queryOf(req));
    if (request.outcome === 'refused') {
      sendRefusal(res, request);
      return;
    }
    const visitor = signedIn(simulation, req);
    if (!visitor) {
      res.redirect(303, signInPath(req.originalUrl));
      return;
    }
    if (visitor.seller.user !== 'primary') {
      sendRefusal(res, refusal('SPDC8143'));
      return;
    }
    const consentId = randomBytes(16).toString('base64url');
    state.value.openConsents[consentId] = {
      sessionId: visitor.id,
      requestPath: req.originalUrl,
      redirectUri: request.redirectUri,
      state: request.state,
      openedAt: clock.now(),
    };
    await state.commit();
    sendConsent(simulation, res, { consentId, seller: visitor.seller, again: req.originalUrl });
  });

  router.post('/apps/authorize/consent', async (req, res) => {
    const visitor = signedIn(simulation, req);
    const consentId = field(req, 'consent');
    const open = findOpenConsent(simulation, consentId);
    if (!visitor || open?.sessionId !== visitor.id || clock.now() > open.openedAt + FLOW_LIMIT_MS) {
      sendRefusal(res, refusal('CONSENT_EXPIRED'));
      return;
    }
    const { seller } = visitor;
    if (field(req, 'choice') !== 'confirm') {
      Reflect.deleteProperty(state.value.openConsents, consentId);
      await state.commit();
      sendCancelled(res);
      return;
    }
    const region = chosenRegion(seller, field(req, 'region'));
    if (field(req, 'understood') !== 'yes' || region === undefined) {
      const problem =
        region === undefined ? 'Choose the account to authorize.' : 'Tick the box to say that you understand.';
      sendConsent(simulation, res, { consentId, seller, again: open.requestPath, problem });
      return;
    }
    Reflect.deleteProperty(state.value.openConsents, consentId);
    const result = await authorize(simulation, { seller, region, redirectUri: open.redirectUri, state: open.state });
    if (result.outcome === 'refused') sendRefusal(res, result);
    else res.redirect(303, result.callbackUrl);
  });

  return router;
}

/** The region that is meant: the only one of the seller, or the one named. */
export function chosenRegion(seller: Seller, named: string | undefined): Region | undefined {
  const regions = regionsOf(seller);
  return regions.length === 1 ? regions[0] : regions.find((region) => region === named);
}

function findOpenConsent({ state }: Simulation, id: string): OpenConsent | undefined {
  return Object.hasOwn(state.value.openConsents, id) ? state.value.openConsents[id] : undefined;
}

export function sendRefusal(res: Response, refused: Refusal): void {
  sendPage(res, {
    site: 'Seller Central',
    status: 400,
    title: 'We cannot continue',
    body: html`<div class="panel">
      <p>${refused.text}</p>
      <p>Error code: <strong>${refused.code}</strong></p>
    </div>`,
  });
}

/** Amazon tells the application nothing of a cancelled consent, and this page does not lead back to it. */
function sendCancelled(res: Response): void {
  sendPage(res, {
    site: 'Seller Central',
    title: 'Authorization cancelled',
    body: html`<p>You did not authorize the application. Nothing was shared with it. You can close this page.</p>`,
  });
}

function sendConsent(
  { application }: Simulation,
  res: Response,
  page: { readonly consentId: string; readonly seller: Seller; readonly again: string; readonly problem?: string },
): void {
  const { seller } = page;
  sendPage(res, {
    site: 'Seller Central',
    title: `Authorize ${application.name}`,
    narrow: true,
    body: html`${problemBox(page.problem)}
      <p>Signed in as <strong>${seller.name}</strong>.</p>
      <form method="post" action="/amazon/apps/authorize/consent" class="panel">
        <input type="hidden" name="consent" value="${page.consentId}" />
        <p>
          <strong>${application.name}</strong> asks for access to your selling account: product listing, selling partner
          insights.
        </p>
        ${regionChoice(seller)} ${understandBox(application.name)}
        <button class="main" name="choice" value="confirm">Confirm</button>
        <button name="choice" value="cancel">Cancel</button>
      </form>
      <form method="post" action="/amazon/ap/signout">
        <input type="hidden" name="next" value="${page.again}" />
        <button>Sign in as someone else</button>
      </form>`,
  });
}

export function understandBox(applicationName: string): Html {
  return html`<label class="choice"
    ><input type="checkbox" name="understood" value="yes" />
    <span
      >I understand that ${applicationName} will be able to read and change data of my selling account, and I direct
      Amazon to give it access.</span
    ></label
  >`;
}

/** Real sellers come through the host of one marketplace or pick an account; here there is one host, so they pick. */
export function regionChoice(seller: Seller): Html | undefined {
  const regions = regionsOf(seller);
  if (regions.length === 1) return undefined;
  return html`<fieldset>
    <legend>Account to authorize</legend>
    ${regions.map((region) => html`<label class="choice"><input type="radio" name="region" value="${region}" /><span>${REGION_NAMES[region]}</span></label>`)}
  </fieldset>`;
}
