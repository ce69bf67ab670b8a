import { Router } from 'express';
import { baseUrlOf } from './commerce/instances';
import { html } from './html';
import { STYLE_SHEET, sendPage } from './layout';
import type { Simulation } from './simulation';

/** The first page: where everything is, and who can sign in. */
export function homeRoutes({ state, addresses, application }: Simulation): Router {
  const router = Router();
  router.get('/style.css', (_req, res) => {
    res.type('css').set('Cache-Control', 'max-age=300').send(STYLE_SHEET);
  });
  router.get('/', (_req, res) => {
    sendPage(res, {
      site: 'world',
      title: 'Evergrant simulator',
      body: html`<p>
          Stands in for Amazon, Adobe Commerce and everyone's mailbox, so that an onboarding can be seen from end to end
          on one machine.
        </p>
        <ul>
          <li><a href="/amazon/apps/manage">Seller Central: Manage Your Apps</a></li>
          <li><a href="/commerce/admin">Commerce admin: integrations, permissions, attributes</a></li>
          <li><a href="/mail">Mailbox</a></li>
          <li><a href="/control/calls">Calls made so far</a></li>
          <li><a href="/control/faults">Faults on order</a></li>
        </ul>
        <h2>Sellers</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Sellers">
          <table>
            <thead>
              <tr>
                <th scope="col">Seller</th>
                <th scope="col">E-mail address</th>
                <th scope="col">Password</th>
                <th scope="col">Two-step code</th>
                <th scope="col">What for</th>
              </tr>
            </thead>
            <tbody>
              ${state.value.sellers.map(
                (seller) =>
                  html`<tr>
                    <th scope="row">${seller.name}</th>
                    <td>${seller.email}</td>
                    <td><code>${seller.password}</code></td>
                    <td><code>${seller.twoStepCode}</code></td>
                    <td>${seller.purpose}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
        <h2>Addresses</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Addresses">
          <table>
            <thead>
              <tr>
                <th scope="col">Party</th>
                <th scope="col">Base address</th>
              </tr>
            </thead>
            <tbody>
              ${addressRow('Seller Central', addresses.sellerCentral)}
              ${addressRow('Login with Amazon', addresses.lwaToken)}
              ${Object.entries(addresses.spApi).map(([region, base]) => addressRow(`SP-API, ${region}`, base))}
              ${Object.entries(addresses.gateway).map(([environment, base]) => addressRow(`Commerce Services gateway, ${environment}`, base))}
              ${addressRow('Adobe IMS', addresses.imsToken)}
              ${state.value.instances.map((instance) => addressRow(`Commerce of ${instance.code}`, baseUrlOf(instance, addresses)))}
            </tbody>
          </table>
        </div>
        <h2>Application</h2>
        <p>
          ${application.name},
          <code>${application.applicationId}</code>${application.draft && ', a draft: consent needs version=beta'}.
        </p>`,
    });
  });
  return router;
}

function addressRow(party: string, address: string): ReturnType<typeof html> {
  return html`<tr>
    <th scope="row">${party}</th>
    <td><code>${address}</code></td>
  </tr>`;
}
