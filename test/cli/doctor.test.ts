import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { grantInForce, started } from '../registry/consent-steps';
import { randomRing, T0 } from '../registry/fixture';
import { installation, run, type Run, type TestInstallation } from './evergrant';

const DAY_MS = 86_400_000;
/** With what a busy machine adds to it. */
const BOUND_MS = 45_000;

let house: TestInstallation;
let outside: Server;
let mail: SMTPServer;
let mails = 0;
let clockOffsetMs = 0;
const KNOWN = { status: 200, body: '{"access_token":"canary-grantless","expires_in":3600}' };
/** What Login with Amazon answers. */
let lwa = KNOWN;

beforeAll(async () => {
  outside = createServer((request, response) => {
    response.setHeader('Date', new Date(Date.now() + clockOffsetMs).toUTCString());
    if (request.method === 'POST') response.writeHead(lwa.status).end(lwa.body);
    else response.end();
  }).listen(0, '127.0.0.1');
  mail = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onMailFrom(_address, _session, done) {
      mails += 1;
      done();
    },
  });
  const listening = mail.listen(0, '127.0.0.1');
  await Promise.all([once(outside, 'listening'), once(listening, 'listening')]);
  const url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  house = await installation(T0, {
    SIMULATOR_URL: url,
    PUBLIC_BASE_URL: url,
    SMTP_PORT: String((listening.address() as AddressInfo).port),
    OPERATOR_EMAIL: 'operators@backend.example',
  });
});
afterAll(async () => {
  outside.close();
  await new Promise<void>((resolve) => mail.close(() => resolve()));
  await house.remove();
});

interface Finding {
  readonly subject: string;
  readonly health: string;
  readonly sentence: string;
  readonly remedy: string | null;
}

function findings({ json }: Run): readonly Finding[] {
  return (json as { findings: readonly Finding[] }).findings;
}

function finding(ran: Run, subject: string): Finding | undefined {
  return findings(ran).find((one) => one.subject === subject);
}

describe('evergrant doctor', () => {
  it('says of each thing whether it works, what to do about what does not, and fails', async () => {
    const { code, stdout, stderr } = await house.run(['doctor']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ok {6}settings +They are complete; the mode is simulator\.$/m);
    expect(stdout).toMatch(/^ok {6}database +SQLite answers, is up to date, and is stamped as simulator\.$/m);
    expect(stdout).toMatch(/^ok {6}disk +\d+ MiB are free where the database lies\.$/m);
    expect(stdout).toMatch(/^ok {6}mail +The mail server at 127\.0\.0\.1:\d+ answers\.$/m);
    expect(stdout).toMatch(/^ok {6}outside +Login with Amazon, SP-API of North America, .* answers at http:/m);
    expect(stdout).toMatch(/^ok {6}application +Login with Amazon accepts the client id and secret/m);
    expect(stdout).toMatch(/^ok {6}clock +This machine and the clocks outside agree\.$/m);
    expect(stdout).toMatch(/^ok {6}public address +The api answers at .* and is ready\.$/m);
    expect(stdout).toMatch(
      /^BROKEN {2}temporal +Temporal does not answer at 127\.0\.0\.1:9\.\n +→ Start it, or check/m,
    );
    expect(stdout.trimEnd()).toMatch(/\n1 thing is broken\.$/);
    expect(stdout + stderr).not.toContain('canary');
    expect(mails).toBe(0);
  });

  it('ends in bounded time when everything is down, and names all of it', async () => {
    const begun = Date.now();
    const ran = await run(['doctor', '--json'], {
      ...house.settings,
      DATABASE_URL: 'postgres://evergrant:canary@127.0.0.1:9/evergrant',
      SIMULATOR_URL: 'http://127.0.0.1:9',
      PUBLIC_BASE_URL: 'http://127.0.0.1:9',
      SMTP_PORT: '9',
    });
    expect(Date.now() - begun).toBeLessThan(BOUND_MS);
    expect(ran).toMatchObject({ code: 1, json: { healthy: false } });
    expect(findings(ran).map(({ subject, health }) => `${subject}: ${health}`)).toEqual([
      'settings: well',
      'database: ill',
      'temporal: ill',
      'mail: ill',
      'outside: ill',
      'clock: unwise',
      'application: unwise',
      'public address: unwise',
    ]);
    for (const { health, remedy } of findings(ran)) expect(remedy === null).toBe(health === 'well');
    expect(ran.stdout + ran.stderr).not.toContain('canary');
  });

  it('tells that the clock is wrong, and that the vault is not rewrapped', async () => {
    await started(house.registry);
    clockOffsetMs = 10 * 60_000;
    const ran = await run(['doctor', '--json'], {
      ...house.settings,
      VAULT_KEYS: `${randomRing('v2')},${house.settings['VAULT_KEYS']!}`,
    });
    clockOffsetMs = 0;
    expect(finding(ran, 'clock')).toMatchObject({
      health: 'ill',
      sentence: expect.stringMatching(
        /^This machine's clock is (9 min \d+ s|10 min( \d+ s)?) behind the clocks outside\.$/,
      ),
    });
    expect(findings(ran)).toContainEqual({
      subject: 'vault keys',
      health: 'unwise',
      sentence: '3 secrets are still under an older key than "v2".',
      remedy: 'Run evergrant vault rewrap, then the older keys may leave the ring.',
    });
  });

  it('tells that Amazon refuses our application', async () => {
    lwa = { status: 401, body: '{"error":"invalid_client","error_description":"Client authentication failed"}' };
    const ran = await house.run(['doctor', '--json']);
    lwa = KNOWN;
    expect(finding(ran, 'application')).toMatchObject({
      health: 'ill',
      sentence: 'Login with Amazon refuses the application itself (invalid_client).',
    });
    expect(ran.stdout + ran.stderr).not.toContain('canary');
  });

  it('tells that nobody would be alerted', async () => {
    const ran = await run(['doctor', '--json'], { ...house.settings, OPERATOR_EMAIL: '' });

    expect(finding(ran, 'alerts')).toMatchObject({
      health: 'unwise',
      remedy: expect.stringContaining('OPERATOR_EMAIL'),
    });
  });

  it('tells of messages that wait for too long', async () => {
    const later = await installation(T0 + DAY_MS);
    await started(later.registry);
    const ran = await later.run(['doctor', '--json']);
    await later.remove();
    expect(finding(ran, 'outbox')).toMatchObject({
      health: 'ill',
      sentence: expect.stringMatching(/^1 message waits to be carried out, the oldest for 1 d/),
    });
  });

  it('tells how many of the seller authorizations of an unlisted application are used, and says nothing of a listed one', async () => {
    const found = [];
    const crowded = await installation(T0);
    for (const [sellers, settings] of [
      [20, {}],
      [1, {}],
      [4, {}],
      [0, { AMAZON_APP_LISTED: 'true' }],
    ] as const) {
      for (let seller = 0; seller < sellers; seller += 1) {
        const id = await started(crowded.registry, { stores: [] });
        await grantInForce(crowded.registry, id, `SELLER-OF-${id}`);
      }
      found.push(finding(await run(['doctor', '--json'], { ...crowded.settings, ...settings }), 'authorizations'));
    }
    await crowded.remove();
    expect(found).toEqual([
      expect.objectContaining({ health: 'well', sentence: expect.stringMatching(/^20 of the 25 seller auth/) }),
      expect.objectContaining({ health: 'unwise', sentence: expect.stringMatching(/^21 of the 25 seller auth/) }),
      expect.objectContaining({
        health: 'ill',
        sentence: expect.stringMatching(/^25 of the 25 .* refuses new sellers/),
      }),
      undefined,
    ]);
  });

  it('tells of keys and a mode that are not those of the database', async () => {
    const ran = await run(['doctor', '--json'], {
      ...house.settings,
      VAULT_KEYS: randomRing('v1'),
      LINK_KEYS: randomRing('l1'),
    });
    expect(finding(ran, 'vault keys')).toMatchObject({ health: 'ill' });
    expect(finding(ran, 'link keys')).toMatchObject({ health: 'ill' });
  });

  it('names every setting that is missing, as a finding', async () => {
    const ran = await run(['doctor', '--json'], { DATABASE_URL: house.settings['DATABASE_URL']! });
    expect(ran.code).toBe(1);
    expect(findings(ran)).toEqual([
      {
        subject: 'settings',
        health: 'ill',
        sentence: expect.stringMatching(
          /^The settings cannot be used: .*VAULT_KEYS is missing; .*SMTP_HOST is missing/,
        ),
        remedy: 'See docs/configuration.md.',
      },
    ]);
  });
});
