import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { grantInForce, publication, started } from '../registry/consent-steps';
import { randomRing, T0 } from '../registry/fixture';
import { startLwaServer, type LwaServer } from '../pages/lwa-server';
import { begin, installation, run, type TestInstallation } from './evergrant';

let house: TestInstallation;
let lwa: LwaServer;
beforeAll(async () => {
  lwa = await startLwaServer();
  // Where the simulator would serve LWA.
  house = await installation(T0, { SIMULATOR_URL: new URL(lwa.tokenUrl).origin });
});
afterAll(async () => {
  await lwa.close();
  await house.remove();
});

describe('evergrant keys', () => {
  it('makes a key whose secret is printed alone and once, lists it without, and revokes it', async () => {
    const created = await house.run([
      'keys',
      'create',
      '--name',
      'Shop backend',
      '--scopes',
      'read,write',
      '--merchants',
      'm-1',
    ]);
    expect(created).toMatchObject({ code: 0, stdout: expect.stringMatching(/^eg_[\w-]{43}\n$/) });
    const secret = created.stdout.trim();
    expect(created.stderr).toMatch(/^This is the secret of key_\S+ \(Shop backend\)\. It is not shown again\.\n$/);
    expect(created.stderr).not.toContain(secret);
    const key = await house.registry.apiKeys.authenticate(secret);
    expect(key).toMatchObject({ name: 'Shop backend', scopes: ['read', 'write'], merchantIds: ['m-1'] });

    const listed = await house.run(['keys', 'list']);
    expect(listed.stdout).toMatch(new RegExp(`^${key!.keyId} +Shop backend +read,write +m-1 +2026-01-15 +-$`, 'm'));
    expect(listed.stdout).not.toContain(secret);

    const revoked = await house.run(['keys', 'revoke', key!.keyId, '--json']);
    expect(revoked).toMatchObject({ code: 0, json: { keyId: key!.keyId, revokedAt: expect.any(String) } });
    expect(await house.registry.apiKeys.authenticate(secret)).toBeUndefined();
    const { items } = await house.registry.audit.list({ limit: 10 });
    const ofKey = items.filter(({ subject }) => subject === key!.keyId);
    expect(ofKey.map(({ action }) => action).sort()).toEqual(['create_api_key', 'revoke_api_key']);
    for (const { actor } of ofKey) expect(actor).toMatch(/^cli:./);
  });

  it('refuses scopes that there are not, and keys', async () => {
    const scopes = await house.run(['keys', 'create', '--name', 'x', '--scopes', 'read,all']);
    expect(scopes).toMatchObject({ code: 2, stdout: '' });
    expect(scopes.stderr).toContain('--scopes: This value is not allowed. Give one of read, write,');
    expect(await house.run(['keys', 'revoke', 'key_nobody', '--json'])).toMatchObject({
      code: 3,
      error: { code: 'api_key_not_found' },
    });
  });
});

describe('evergrant vault rewrap', () => {
  it('counts in a dry run, then encrypts with the newest key, so that the old one may leave', async () => {
    const id = await started(house.registry);
    const newer = randomRing('v2');
    const grown = { ...house.settings, VAULT_KEYS: `${newer},${house.settings['VAULT_KEYS']!}` };
    const dry = await run(['vault', 'rewrap', '--dry-run', '--json'], grown);
    const { entries } = dry.json as { entries: number };
    expect(dry.json).toEqual({ entries, underOlderKeys: entries, rewritten: 0, dryRun: true });

    const rewrapped = await run(['vault', 'rewrap'], grown);
    expect(rewrapped.stdout).toBe(
      `The vault holds ${entries} secrets; ${entries} secrets were encrypted anew with the key "v2". The older keys may leave VAULT_KEYS.\n`,
    );
    const onlyNewer = { ...house.settings, VAULT_KEYS: newer };
    expect(await run(['show', id, '--json'], onlyNewer)).toMatchObject({ code: 0 });
    expect(await house.run(['show', id, '--json'])).toMatchObject({ code: 2, error: { code: 'other_vault_keys' } });
    // For the tests that follow.
    await run(['vault', 'rewrap'], { ...house.settings, VAULT_KEYS: `${house.settings['VAULT_KEYS']!},${newer}` });
  });
});

describe('evergrant token', () => {
  async function connected(): Promise<string> {
    const id = await started(house.registry);
    const { generation } = await grantInForce(house.registry, id, `SELLER-${id}`);
    const standing = publication(id, { generation: generation ?? 1, stage: 'connected', waitingOn: 'nobody' });
    await house.registry.onboardings.publish(standing);
    return id;
  }

  it('tells about the token, and prints it only when that is asked for', async () => {
    const id = await connected();
    const told = await house.run(['token', id]);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toContain(`There is a live access token. It is of seller SELLER-${id}`);
    expect(told.stdout).not.toContain('canary');
    expect((await house.run(['token', id, '--json'])).json).toMatchObject({ accessToken: null });

    const printed = await house.run(['token', id, '--print']);
    expect(printed.stdout).toBe('Atza|canary-access-token\n');
    expect(printed.stderr).not.toContain('canary');
    const { items } = await house.registry.audit.list({ onboardingId: id, limit: 1 });
    expect(items).toMatchObject([{ action: 'access_token', actor: expect.stringMatching(/^cli:/) }]);
  });

  it('says why there is none', async () => {
    const waiting = await started(house.registry);
    expect(await house.run(['token', waiting, '--json'])).toMatchObject({ code: 4, error: { code: 'not_connected' } });
    const id = await connected();
    lwa.reply = (response) => response.writeHead(503).end();
    const silent = await house.run(['token', id]);
    lwa.reply = null;
    expect(silent).toMatchObject({
      code: 5,
      stdout: '',
      stderr:
        'evergrant: Amazon could not be asked for a token. Try again in a minute; evergrant doctor tells whether Amazon can be reached.\n',
    });
  });
});

describe('evergrant events, webhooks and replay', () => {
  it('lists events as the API does, and in lines for people', async () => {
    const id = await started(house.registry);
    const listed = await house.run(['events', '--onboarding', id, '--json']);
    expect(listed.json).toMatchObject({
      items: [{ type: 'onboarding.started', onboardingId: id, data: { region: 'na' } }],
      nextCursor: null,
      resumeCursor: expect.any(String),
    });
    const told = await house.run(['events', '--onboarding', id]);
    expect(told.stdout).toMatch(
      /^2026-01-15T12:00:00\.000Z {2}onboarding\.started {2}\S+ {2}region=na {2}\(evt_\S+\)\n$/,
    );
  });

  it('follows what comes, one document a line, until it is ended', async () => {
    await started(house.registry);
    const child = begin(['events', '--follow', '--json'], house.settings);
    child.stderr.resume();
    let text = '';
    const lines: { type: string; onboardingId: string }[] = [];
    const began = Date.now();
    const later: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      for (const line of text.split('\n').slice(lines.length, -1))
        lines.push(JSON.parse(line) as (typeof lines)[number]);
    });
    // It begins with what happens after it has looked for the first time, which only its output tells.
    while (lines.length === 0 && Date.now() - began < 40_000) {
      later.push(await started(house.registry));
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    child.kill('SIGTERM');
    await once(child, 'close');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(later).toContain(line.onboardingId);
  });

  it('replays an event to an endpoint, and says what is unknown', async () => {
    const id = await started(house.registry);
    const [event] = await house.registry.events.list(id);
    const made = await house.registry.webhookEndpoints.create(
      { url: 'https://backend.example/hook', description: '', eventTypes: null, merchantIds: null },
      'test',
      T0,
    );
    if (made.outcome !== 'created') throw new Error(made.outcome);
    const listed = await house.run(['webhooks', 'list']);
    expect(listed.stdout).toMatch(
      new RegExp(`^${made.endpointId} +https://backend\\.example/hook +all +all +takes events$`, 'm'),
    );
    const replayed = await house.run(['replay', made.endpointId, '--event', event!.eventId, '--json']);
    expect(replayed).toMatchObject({ code: 0, json: { deliveries: 1 } });
    const { items } = await house.registry.webhookDeliveries.list({ endpointId: made.endpointId, limit: 5 });
    expect(items).toMatchObject([{ eventId: event!.eventId, standing: 'pending' }]);

    expect(await house.run(['replay', 'whe_nobody', '--event', event!.eventId, '--json'])).toMatchObject({
      code: 3,
      error: { code: 'webhook_endpoint_not_found' },
    });
    const neither = await house.run(['replay', made.endpointId]);
    expect(neither).toMatchObject({ code: 2 });
    expect(neither.stderr).toContain('options: A replay is either of one event or of all from an instant on.');
  });
});

describe('which Evergrant it works on', () => {
  it('finds the settings that npm start has left in the folder, and says so', async () => {
    const folder = join(house.folder, '.evergrant');
    const settingsFile = join(folder, 'settings.json');
    mkdirSync(folder);
    writeFileSync(settingsFile, JSON.stringify(house.settings));
    const found = await run(['keys', 'list'], {}, { workingDirectory: house.folder });
    expect(found).toMatchObject({ code: 0, stderr: `Using the settings of npm start in ${folder}.\n` });
    const named = await run(['keys', 'list', '--json', '--data-folder', folder], { DATABASE_URL: 'sqlite:/nowhere/x' });
    expect(named).toMatchObject({ code: 0 });
    expect(JSON.parse(named.stderr)).toEqual({ note: `Using the settings of npm start in ${folder}.` });
  });

  it('says what is missing where there are none', async () => {
    const none = await run(['list', '--json'], {}, { workingDirectory: '/' });
    expect(none).toMatchObject({ code: 2, error: { code: 'no_settings' } });
    const wrong = await run(['list', '--json', '--data-folder', '/nowhere'], {});
    expect(wrong).toMatchObject({ code: 2, error: { code: 'no_data_folder' } });
  });

  it('makes no database at a mistyped address', async () => {
    const mistyped = { ...house.settings, DATABASE_URL: `sqlite:${join(house.folder, 'mistyped.db')}` };
    expect(await run(['list', '--json'], mistyped)).toMatchObject({ code: 5, error: { code: 'no_database' } });
    expect(await run(['list', '--json'], mistyped)).toMatchObject({ error: { code: 'no_database' } });
  });

  it('says in one line that a database cannot be reached, without its password', async () => {
    const down = await run(['list'], { ...house.settings, DATABASE_URL: 'postgres://evergrant:canary@127.0.0.1:9/e' });
    expect(down).toMatchObject({
      code: 5,
      stdout: '',
      stderr:
        'evergrant: The database cannot be reached (ECONNREFUSED). Check DATABASE_URL and that the database runs; evergrant doctor looks at everything.\n',
    });
  });
});

describe('what every command does', () => {
  it('tells wrong usage in one line, to people and to programs', async () => {
    const told = await house.run(['lst']);
    expect(told).toMatchObject({ code: 2, stdout: '' });
    expect(told.stderr).toMatch(/^evergrant: Unknown command 'lst'\. Add --help to see how it is used\.\n$/);
    const asJson = await house.run(['list', '--nonsense', '--json']);
    expect(asJson).toMatchObject({ code: 2, stdout: '', error: { code: 'usage', exitCode: 2 } });
  });

  it('ends quietly when nobody reads on', async () => {
    const child = begin(['list', '--all', '--json'], house.settings);
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(stderr).toBe('');
  });

  it('prints no colour into a pipe', async () => {
    expect((await house.run(['list'])).stdout).not.toContain('\u001b');
  });
});
