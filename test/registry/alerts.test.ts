import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { verifyWebhook } from '../../client/webhooks';
import { createTellOperator } from '../../src/activities/tell-operator';
import type { Alert } from '../../src/domain/alerts';
import { systemClock } from '../../src/domain/clock';
import { Secret } from '../../src/domain/secret';
import { createMailer } from '../../src/notifications/smtp';
import { STRICT_RULES, type OutgoingRules } from '../../src/outgoing/address-rules';
import { createOutgoing } from '../../src/outgoing/guarded-dispatcher';
import { createAlertRelay } from '../../src/registry/alert-relay';
import type { Registry } from '../../src/registry/registry';
import { candidate, publication, started } from './consent-steps';
import { testDatabase, type TestDatabase } from './fixture';

const SECRET = new Secret(`whsec_${Buffer.alloc(32, 7).toString('base64')}`);
const OPERATOR = 'operators@backend.example';

let database: TestDatabase;
let registry: Registry;
const ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await database.remove();
});

/** What came to somebody, and a way to wait for it. */
function inbox<T>() {
  const received: T[] = [];
  let waiting: { readonly count: number; readonly done: () => void }[] = [];
  return {
    received,
    take(item: T) {
      received.push(item);
      for (const { count, done } of waiting) if (received.length >= count) done();
      waiting = waiting.filter(({ count }) => received.length < count);
    },
    holds: (count: number) =>
      new Promise<void>((done) => {
        if (received.length >= count) done();
        else waiting.push({ count, done });
      }),
  };
}

interface MailSeen {
  readonly to: string;
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
}

async function mailServer() {
  const mails = inbox<MailSeen>();
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onData: (stream, { envelope }, done) => {
      void buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((mail) => {
          done();
          const to = envelope.rcptTo.map(({ address }) => address).join();
          mails.take({ to, messageId: mail.messageId ?? '', subject: mail.subject ?? '', text: mail.text ?? '' });
        });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  ends.push(() => new Promise((closed) => server.close(() => closed(undefined))));
  return { ...mails, port: (server.server.address() as AddressInfo).port };
}

async function receiver(statuses: readonly number[] = []) {
  const posts = inbox<{ readonly headers: IncomingHttpHeaders; readonly body: string }>();
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      response.writeHead(statuses[posts.received.length] ?? 204).end();
      posts.take({ headers: request.headers, body });
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { ...posts, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts` };
}

/** Relays to these; says when everything that was raised is settled. */
function relay(to: { readonly smtpPort?: number; readonly url?: string; readonly rules?: OutgoingRules }) {
  const outgoing = createOutgoing({ rules: to.rules ?? { ...STRICT_RULES, allowLoopbackHttp: true } });
  ends.push(() => outgoing.close());
  const settled = inbox<string>();
  const logged: string[] = [];
  const tell = createTellOperator({
    mailer: createMailer({
      host: '127.0.0.1',
      port: to.smtpPort ?? 1,
      secure: false,
      from: { name: 'Shop Backend', address: 'no-reply@backend.example' },
      clock: systemClock,
    }),
    operatorEmail: to.smtpPort === undefined ? null : OPERATOR,
    mailDomain: 'backend.example',
    outgoing,
    webhook: to.url === undefined ? null : { url: new Secret(to.url), secret: SECRET },
    runbook: 'https://runbook.example/operations',
  });
  const running = createAlertRelay({
    alerts: {
      claim: (...given) => registry.alerts.claim(...given),
      release: (...given) => registry.alerts.release(...given),
      async settle(alertId, channel, standing, at) {
        await registry.alerts.settle(alertId, channel, standing, at);
        settled.take(`${channel} ${standing}`);
      },
    },
    tell,
    clock: systemClock,
    log: { warn: (fields, message) => logged.push(`${message} ${JSON.stringify(fields)}`) },
    owner: 'relay-1',
    pollMs: 20,
  });
  ends.push(() => running.stop());
  return { settled, logged };
}

function mismatch(onboardingId: string, consentId = 'con_1'): Alert {
  return { code: 'owner_mismatch', dedupeKey: consentId, onboardingId, params: { consentId } };
}

it('mails what happened, what to do and where to read on', async () => {
  const id = await started(registry);
  const mails = await mailServer();
  relay({ smtpPort: mails.port });

  await registry.alerts.raise(mismatch(id), systemClock.now());

  await mails.holds(1);
  const [mail] = mails.received;
  expect(mail).toMatchObject({
    to: OPERATOR,
    subject: `Evergrant: A seller signed in with another Amazon account (${id})`,
  });
  expect(mail?.text).toContain('What happened: A consent came from another Amazon account than the one expected.');
  expect(mail?.text).toContain('What to do: ');
  expect(mail?.text).toContain('https://runbook.example/operations#owner_mismatch');
});

it('posts the alert signed as webhooks are', async () => {
  const id = await started(registry);
  const posts = await receiver();
  relay({ url: posts.url });

  await registry.alerts.raise(mismatch(id), systemClock.now());

  await posts.holds(1);
  const { headers, body } = posts.received[0]!;
  expect(verifyWebhook({ secret: SECRET.reveal(), headers, body })).toMatchObject({
    type: 'alert',
    code: 'owner_mismatch',
    onboardingId: id,
    runbook: 'https://runbook.example/operations#owner_mismatch',
    params: { consentId: 'con_1' },
  });
});

it('raises an alert of one code and key once', async () => {
  const id = await started(registry);
  await registry.alerts.raise(mismatch(id), systemClock.now());
  await registry.alerts.raise(mismatch(id), systemClock.now());
  await registry.alerts.raise(mismatch(id, 'con_2'), systemClock.now());

  expect(await registry.alerts.list({ onboardingId: id, limit: 10 })).toHaveLength(2);
});

it('posts again, under the same id, what was not taken', async () => {
  const id = await started(registry);
  const posts = await receiver([503]);
  const { settled } = relay({ url: posts.url });

  await registry.alerts.raise(mismatch(id), systemClock.now());

  await posts.holds(2);
  const [first, second] = posts.received.map(({ headers }) => headers['webhook-id']);
  expect(second).toBe(first);
  await settled.holds(2);
  expect(settled.received).toContain('webhook delivered');
});

it('takes a mail server that is down for no reason to hold the webhook back', async () => {
  const id = await started(registry);
  const posts = await receiver();
  const { settled } = relay({ smtpPort: 1, url: posts.url });

  await registry.alerts.raise(mismatch(id), systemClock.now());

  await settled.holds(1);
  expect(settled.received).toEqual(['webhook delivered']);
});

it('does not tell later of what was raised while nobody was to be told', async () => {
  const id = await started(registry);
  const { settled } = relay({});

  await registry.alerts.raise(mismatch(id), systemClock.now());

  await settled.holds(2);
  expect(await registry.alerts.list({ limit: 1 })).toMatchObject([{ told: { mail: 'off', webhook: 'off' } }]);
});

it('calls no private address, and logs the address of no webhook', async () => {
  const id = await started(registry);
  const posts = await receiver();
  const { logged } = relay({ url: posts.url, rules: STRICT_RULES });

  await registry.alerts.raise(mismatch(id), systemClock.now());

  while (logged.length === 0) await new Promise((later) => setImmediate(later));
  expect(posts.received).toEqual([]);
  expect(logged.join()).not.toContain('127.0.0.1');
});

it('gives up after three days', async () => {
  const id = await started(registry);
  const { settled } = relay({ smtpPort: 1 });

  await registry.alerts.raise(mismatch(id), systemClock.now() - 4 * 86_400_000);

  await settled.holds(2);
  expect(settled.received).toContain('mail given_up');
});

describe('an operator is told', () => {
  const codesOf = async (onboardingId: string) =>
    (await registry.alerts.list({ onboardingId, limit: 10 })).map(({ code }) => code);

  it.each(['owner_mismatch', 'seller_claim_conflict'] as const)(
    'once of a consent that is parked: %s',
    async (code) => {
      const id = await started(registry);
      const { candidateRef } = await candidate(registry, id);

      await registry.grants.park(candidateRef, code, [], systemClock.now());
      await registry.grants.park(candidateRef, code, [], systemClock.now());

      expect(await codesOf(id)).toEqual([code]);
    },
  );

  it('once of each consent from an account that another onboarding has connected', async () => {
    const id = await started(registry);
    const publishBlocked = async (stateVersion: number, since: number) => {
      const blocked = { code: 'seller_already_connected', pointer: '', since, deadline: null, params: {} } as const;
      const requirements = [{ ...blocked, waitingOn: 'operator' }] as const;
      await registry.onboardings.publish(publication(id, { stateVersion, waitingOn: 'operator', requirements }));
    };

    await publishBlocked(1, 1_000);
    await publishBlocked(2, 1_000);
    expect(await codesOf(id)).toEqual(['seller_already_connected']);

    await publishBlocked(3, 2_000);
    expect(await codesOf(id)).toEqual(['seller_already_connected', 'seller_already_connected']);
  });

  it('of a contact who says that it was not them', async () => {
    const id = await started(registry);

    await registry.verbs.request({ onboardingId: id, verb: 'dispute', actor: 'link', reason: '' }, systemClock.now());

    expect(await codesOf(id)).toEqual(['consent_disputed']);
  });
});
