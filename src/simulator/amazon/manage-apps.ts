import { randomBytes } from 'node:crypto';
import { Router } from 'express';
import type { Region } from '../../domain/marketplaces';
import { html, type Html } from '../html';
import { sendPage } from '../layout';
import type { Simulation } from '../simulation';
import type { Authorization, LoginVisit } from '../state';
import { authorize, disableAuthorizations, expiresAt, isInForce, latestAuthorization } from './authorizations';
import { FLOW_LIMIT_MS, REGION_NAMES, chosenRegion, sendRefusal, understandBox } from './consent-pages';
import { checkReturn, single } from './consent-request';
import { field, queryOf } from '../form';
import { refusal } from './refusals';
import { regionsOf, type Seller } from './sellers';
import { signedIn } from './sessions';
import { problemBox, signInPath } from './sign-in';

/** The door that begins at Amazon: Manage Your Apps, the way to the Login URI, and the way back. */
export function manageAppsRoutes(simulation: Simulation): Router {
  const router = Router();

  router.get('/apps/manage', (req, res) => {
    const visitor = signedIn(simulation, req);
    if (!visitor) {
      res.redirect(303, signInPath('/amazon/apps/manage'));
      return;
    }
    sendPage(res, { site: 'Seller Central', title: 'Manage Your Apps', body: overview(simulation, visitor.seller) });
  });

  router.post('/apps/manage/disable', async (req, res) => {
    const visitor = signedIn(simulation, req);
    const region = visitor && chosenRegion(visitor.seller, field(req, 'region'));
    if (visitor && region) await disableAuthorizations(simulation, visitor.seller.key, region);
    res.redirect(303, '/amazon/apps/manage');
  });

  router.post('/apps/manage/reauthorize', async (req, res) => {
    const visitor = signedIn(simulation, req);
    const region = visitor && chosenRegion(visitor.seller, field(req, 'region'));
    if (!visitor || !region) {
      res.redirect(303, '/amazon/apps/manage');
      return;
    }
    if (field(req, 'understood') !== 'yes') {
      const asked = field(req, 'asked') === 'yes';
      const problem = asked ? 'Tick the box to say that you understand.' : undefined;
      const title = `Authorize ${simulation.application.name} again`;
      sendPage(res, { site: 'Seller Central', title, narrow: true, body: acceptance(simulation, region, problem) });
      return;
    }
    res.redirect(303, await startLoginVisit(simulation, visitor.seller, region));
  });

  router.get('/apps/authorize/confirm/:applicationId', async (req, res) => {
    const visitor = signedIn(simulation, req);
    if (!visitor) {
      res.redirect(303, signInPath(req.originalUrl));
      return;
    }
    const result = await completeLoginVisit(simulation, visitor.seller, req.params.applicationId, queryOf(req));
    if (result.outcome === 'refused') sendRefusal(res, result);
    else res.redirect(303, result.callbackUrl);
  });

  return router;
}

function overview(simulation: Simulation, seller: Seller): Html {
  const rows = regionsOf(seller).flatMap((region) => {
    const authorization = latestAuthorization(simulation, seller.key, region);
    return authorization ? [row(simulation, authorization)] : [];
  });
  if (rows.length === 0) return html`<p>${seller.name} has not authorized any application.</p>`;
  return html`<p>Signed in as <strong>${seller.name}</strong>.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Authorized applications">
      <table>
        <thead>
          <tr>
            <th scope="col">Application</th>
            <th scope="col">Account</th>
            <th scope="col">Authorized</th>
            <th scope="col">Valid until</th>
            <th scope="col">Status</th>
            <th scope="col">Actions</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}

function row(simulation: Simulation, authorization: Authorization): Html {
  const { region } = authorization;
  const { name } = simulation.application;
  const account = REGION_NAMES[region];
  return html`<tr>
    <td>${name}</td>
    <td>${account}</td>
    <td>${day(authorization.consentedAt)}</td>
    <td>${day(expiresAt(simulation, authorization))}</td>
    <td>${status(simulation, authorization)}</td>
    <td>
      <form method="post" action="/amazon/apps/manage/reauthorize">
        <input type="hidden" name="region" value="${region}" />
        <button class="main" aria-label="Re-authorize ${name} for ${account}">Re-authorize</button>
      </form>
      <form method="post" action="/amazon/apps/manage/disable">
        <input type="hidden" name="region" value="${region}" />
        <button aria-label="Disable authorization of ${name} for ${account}">Disable authorization</button>
      </form>
    </td>
  </tr>`;
}

function status(simulation: Simulation, authorization: Authorization): string {
  if (authorization.disabledAt !== undefined) return 'Disabled';
  return isInForce(simulation, authorization) ? 'Enabled' : 'Expired';
}

function acceptance({ application }: Simulation, region: Region, problem: string | undefined): Html {
  return html`${problemBox(problem)}
    <form method="post" action="/amazon/apps/manage/reauthorize" class="panel">
      <input type="hidden" name="region" value="${region}" />
      <input type="hidden" name="asked" value="yes" />
      <p>Account: <strong>${REGION_NAMES[region]}</strong></p>
      ${understandBox(application.name)}
      <button class="main">Login to ${application.name} now</button>
    </form>
    <p><a href="/amazon/apps/manage">Back to Manage Your Apps</a></p>`;
}

/** The application's Login URI with what Amazon adds to it; the seller has accepted. */
export async function startLoginVisit(simulation: Simulation, seller: Seller, region: Region): Promise<string> {
  const { state, clock, application, addresses } = simulation;
  const amazonState = randomBytes(24).toString('base64url');
  state.value.loginVisits[amazonState] = { sellerKey: seller.key, region, startedAt: clock.now() };
  await state.commit();
  const login = new URL(application.loginUri);
  const confirm = `${addresses.sellerCentral}/apps/authorize/confirm/${application.applicationId}`;
  login.searchParams.set('amazon_callback_uri', confirm);
  login.searchParams.set('amazon_state', amazonState);
  login.searchParams.set('selling_partner_id', seller.sellerId);
  if (application.draft) login.searchParams.set('version', 'beta');
  return login.href;
}

/** The application has sent the seller back to `amazon_callback_uri`: the same checks as for a consent URL, then a code. */
export async function completeLoginVisit(
  simulation: Simulation,
  seller: Seller,
  applicationId: string,
  query: URLSearchParams,
): ReturnType<typeof authorize> {
  const { state, clock, application } = simulation;
  if (applicationId !== application.applicationId) return refusal('MD1000');
  const request = checkReturn(application, query);
  if (request.outcome === 'refused') return request;
  const amazonState = single(query, 'amazon_state') ?? '';
  const visit = findVisit(simulation, amazonState);
  if (visit?.sellerKey !== seller.key || clock.now() > visit.startedAt + FLOW_LIMIT_MS)
    return refusal('CONSENT_EXPIRED');
  Reflect.deleteProperty(state.value.loginVisits, amazonState);
  return authorize(simulation, {
    seller,
    region: visit.region,
    redirectUri: request.redirectUri,
    state: request.state,
  });
}

function findVisit({ state }: Simulation, amazonState: string): LoginVisit | undefined {
  return Object.hasOwn(state.value.loginVisits, amazonState) ? state.value.loginVisits[amazonState] : undefined;
}

function day(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
