import { Router, type Request, type Response } from 'express';
import { html, type Html } from '../html';
import { sendPage } from '../layout';
import type { Simulation } from '../simulation';
import { field } from '../form';
import { sellerByKey } from './sellers';
import { endSession, readSession, replaceSession } from './sessions';

/** Sign-in with e-mail address and password, then the two-step code. */
export function signInRoutes(simulation: Simulation): Router {
  const router = Router();

  router.get('/ap/signin', (req, res) => {
    sendSignIn(res, localPath(req.query['next']));
  });

  router.post('/ap/signin', async (req, res) => {
    const next = localPath(field(req, 'next'));
    const email = field(req, 'email').trim().toLowerCase();
    const seller = simulation.state.value.sellers.find((one) => one.email.toLowerCase() === email);
    if (seller?.password !== field(req, 'password')) {
      sendSignIn(res, next, 'The e-mail address or the password is wrong.');
      return;
    }
    await replaceSession(simulation, req, res, { halfwaySellerKey: seller.key });
    res.redirect(303, `/amazon/ap/two-step?next=${encodeURIComponent(next)}`);
  });

  router.get('/ap/two-step', (req, res) => {
    sendTwoStep(simulation, req, res, localPath(req.query['next']));
  });

  router.post('/ap/two-step', async (req, res) => {
    const next = localPath(field(req, 'next'));
    const seller = halfway(simulation, req);
    if (!seller || field(req, 'code').trim() !== seller.twoStepCode) {
      sendTwoStep(simulation, req, res, next, 'That code is not right.');
      return;
    }
    await replaceSession(simulation, req, res, { sellerKey: seller.key });
    res.redirect(303, next);
  });

  router.post('/ap/signout', async (req, res) => {
    await endSession(simulation, req, res);
    res.redirect(303, signInPath(localPath(field(req, 'next'))));
  });

  return router;
}

export function signInPath(next: string): string {
  return `/amazon/ap/signin?next=${encodeURIComponent(next)}`;
}

/** Where to go after sign-in: a path of Seller Central, never another place. */
function localPath(value: unknown): string {
  return typeof value === 'string' && /^\/amazon\/[\w\-./?&=%+~:]*$/.test(value) ? value : '/amazon/';
}

function halfway(simulation: Simulation, req: Request): ReturnType<typeof sellerByKey> {
  const key = readSession(simulation, req)?.session.halfwaySellerKey;
  return key === undefined ? undefined : sellerByKey(simulation.state.value.sellers, key);
}

function sendSignIn(res: Response, next: string, problem?: string): void {
  sendPage(res, {
    site: 'Seller Central',
    title: 'Sign in',
    narrow: true,
    body: html`${problemBox(problem)}
      <form method="post" action="/amazon/ap/signin" class="panel">
        <input type="hidden" name="next" value="${next}" />
        <label for="email">E-mail address</label>
        <input id="email" name="email" type="email" autocomplete="username" required />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
        <button class="main">Sign in</button>
      </form>
      <p>
        The simulated sellers and their passwords are listed on the
        <a href="/" target="_blank" rel="noopener">simulator's first page (opens in a new tab)</a>.
      </p>`,
  });
}

function sendTwoStep(simulation: Simulation, req: Request, res: Response, next: string, problem?: string): void {
  const seller = halfway(simulation, req);
  if (!seller) {
    res.redirect(303, signInPath(next));
    return;
  }
  sendPage(res, {
    site: 'Seller Central',
    title: 'Two-step verification',
    narrow: true,
    body: html`${problemBox(problem)}
      <p class="phone">
        The simulated phone of ${seller.name} shows: <strong id="phone-code">${seller.twoStepCode}</strong>
      </p>
      <form method="post" action="/amazon/ap/two-step" class="panel">
        <input type="hidden" name="next" value="${next}" />
        <label for="code">Two-step code</label>
        <input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" required />
        <button class="main">Continue</button>
      </form>`,
  });
}

export function problemBox(problem: string | undefined): Html | undefined {
  return problem === undefined ? undefined : html`<p class="problem" role="alert">${problem}</p>`;
}
