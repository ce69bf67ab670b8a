import express, { Router, type Response } from 'express';
import { field } from '../form';
import { html, type Html } from '../html';
import { sendPage } from '../layout';
import type { Simulation } from '../simulation';
import { allowBearerTokens, grantResources } from './access';
import {
  ATTRIBUTES_RESOURCE,
  baseUrlOf,
  MODULES_RESOURCE,
  STORE_RESOURCE,
  type CommerceInstance,
  type PaasInstance,
  type SaasInstance,
} from './instances';

/** What can be ticked, as Commerce's admin names it. */
const RESOURCES: readonly { readonly id: string; readonly title: string }[] = [
  { id: STORE_RESOURCE, title: 'Stores' },
  { id: ATTRIBUTES_RESOURCE, title: 'Stores > Attributes > Product' },
  { id: MODULES_RESOURCE, title: 'Magento Admin' },
];

/** What a merchant's administrator sees and changes, as far as onboarding asks for it; mounted at `/commerce/admin`. */
export function adminRoutes(simulation: Simulation): Router {
  const { state, addresses } = simulation;
  const router = Router();
  router.use(express.urlencoded({ extended: false, limit: '16kb' }));

  router.get('/', (_req, res) => {
    const body = html`<ul>
      ${state.value.instances.map(
        ({ code, edition }) =>
          html`<li><a href="/commerce/admin/${code}">${code}</a>${edition === 'saas' && ', as a Cloud Service'}</li>`,
      )}
    </ul>`;
    sendPage(res, { site: 'Commerce admin', title: 'Commerce instances', body });
  });

  router.get('/:instance', (req, res) => {
    const instance = state.value.instances.find(({ code }) => code === req.params.instance);
    if (!instance) sendUnknown(res);
    else {
      const body = instancePage(instance, baseUrlOf(instance, addresses));
      sendPage(res, { site: 'Commerce admin', title: `Commerce of ${instance.code}`, body });
    }
  });

  router.post('/:instance/integrations/:name', async (req, res) => {
    const { instance, name } = req.params;
    const ticked = RESOURCES.map(({ id }) => id).filter((id) => field(req, id) === 'yes');
    answerChange(res, instance, await grantResources(simulation, { instance, name }, ticked));
  });

  router.post('/:instance/bearer-tokens', async (req, res) => {
    const { instance } = req.params;
    answerChange(res, instance, await allowBearerTokens(simulation, instance, field(req, 'allowed') === 'yes'));
  });

  return router;
}

function answerChange(res: Response, instance: string, isDone: boolean): void {
  if (isDone) res.redirect(303, `/commerce/admin/${instance}`);
  else sendUnknown(res);
}

function sendUnknown(res: Response): void {
  const body = html`<p><a href="/commerce/admin">All instances</a></p>`;
  sendPage(res, { site: 'Commerce admin', status: 404, title: 'No such place', body });
}

function instancePage(instance: CommerceInstance, base: string): Html {
  return html`<p>Base URL: <code>${base}</code></p>
    ${instance.edition === 'saas' ? credentialSection(instance) : integrationSections(instance)}
    <h2>Stores &gt; Attributes &gt; Product</h2>
    ${table(
      'Attributes',
      ['Code', 'Label', 'Input', 'Scope', 'Unique', 'Required'],
      instance.attributes.map((one) => [
        one.attribute_code,
        one.default_frontend_label ?? '(none)',
        one.frontend_input,
        one.scope,
        one.is_unique === '1' ? 'Yes' : 'No',
        one.is_required ? 'Yes' : 'No',
      ]),
    )}
    <h2>Stores &gt; All Stores</h2>
    ${table(
      'Websites',
      ['Code', 'Name', 'Currency'],
      instance.websites
        .filter(({ id }) => id !== 0)
        .map(({ id, code, name }) => [
          code,
          name,
          instance.storeConfigs.find(({ website_id }) => website_id === id)?.base_currency_code ?? '(no store)',
        ]),
    )}`;
}

function integrationSections(instance: PaasInstance): Html {
  return html`<h2>System &gt; Extensions &gt; Integrations</h2>
    ${instance.integrations.map(
      (integration) =>
        html`<section class="panel">
          <h3>${integration.name}${integration.revoked && ' (revoked)'}</h3>
          ${table(
            `Credentials of ${integration.name}`,
            ['Credential', 'Value'],
            [
              ['Consumer Key', integration.consumerKey],
              ['Consumer Secret', integration.consumerSecret],
              ['Access Token', integration.accessToken],
              ['Access Token Secret', integration.accessTokenSecret],
            ],
          )}
          ${resourcesForm(instance.code, integration.name, integration)}
        </section>`,
    )}
    <h2>Stores &gt; Configuration &gt; Services &gt; OAuth &gt; Consumer Settings</h2>
    <form method="post" action="/commerce/admin/${instance.code}/bearer-tokens" class="panel">
      ${choice('allowed', instance.bearerTokensAllowed, 'Allow OAuth Access Tokens to be used as standalone Bearer tokens')}
      <button class="main">Save Config</button>
    </form>`;
}

function credentialSection({ code, credential }: SaasInstance): Html {
  return html`<h2>Adobe Developer Console &gt; OAuth Server-to-Server</h2>
    <section class="panel">
      ${table(
        'Credential',
        ['Credential', 'Value'],
        [
          ['Client ID', credential.clientId],
          ['Client Secret', credential.clientSecret],
          ['Organization ID', credential.organizationId],
        ],
      )}
    </section>
    <h2>System &gt; Permissions &gt; User Roles</h2>
    <section class="panel">${resourcesForm(code, 'role', credential)}</section>`;
}

function resourcesForm(code: string, name: string, { resources }: { readonly resources: readonly string[] }): Html {
  return html`<form method="post" action="/commerce/admin/${code}/integrations/${name}">
    <fieldset>
      <legend>API: Resource Access of ${name}</legend>
      ${RESOURCES.map(({ id, title }) => choice(id, resources.includes(id), html`${title} (<code>${id}</code>)`))}
    </fieldset>
    <button class="main">Save</button>
  </form>`;
}

function choice(name: string, isChosen: boolean, label: string | Html): Html {
  return html`<label class="choice">
    <input type="checkbox" name="${name}" value="yes" ${isChosen && html` checked`} />
    <span>${label}</span>
  </label>`;
}

function table(name: string, columns: readonly string[], rows: readonly (readonly string[])[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${name}">
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first = '', ...others]) =>
            html`<tr>
              <th scope="row">${first}</th>
              ${others.map((cell) => html`<td><code>${cell}</code></td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
