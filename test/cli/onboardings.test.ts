import { START, API_KEY, CONNECTION } from '../api/bodies';
import { T0 } from '../registry/fixture';
import { grantInForce, publication, started, YEAR_MS } from '../registry/consent-steps';
import { installation, type TestInstallation } from './evergrant';

const DAY_MS = 86_400_000;

let house: TestInstallation;
beforeAll(async () => {
  house = await installation(T0 + 2 * DAY_MS);
});
afterAll(() => house.remove());

const CONSENT_NEEDED = {
  code: 'consent_needed',
  pointer: '',
  since: T0,
  deadline: T0 + 30 * DAY_MS,
  waitingOn: 'seller',
  params: {},
} as const;

describe('evergrant onboard', () => {
  const body = JSON.stringify(START);

  it('starts an onboarding from standard input as a PUT would, and again changes nothing', async () => {
    const first = await house.run(['onboard', 'from-stdin'], body);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toBe(
      'from-stdin was started. It stands at: Checking the Commerce API key.\nFollow it with: evergrant show from-stdin\n',
    );
    const again = await house.run(['onboard', 'from-stdin', '-', '--json'], body);
    expect(again).toMatchObject({ code: 0, json: { onboardingId: 'from-stdin', merchantId: 'merchant-acme' } });
    expect((await house.registry.outbox.claim('test', 100, 1, T0 + 3 * DAY_MS)).map(({ task }) => task)).toContainEqual(
      expect.objectContaining({ kind: 'start', onboardingId: 'from-stdin' }),
    );
  });

  it('refuses another document under the same id', async () => {
    await house.run(['onboard', 'taken'], body);
    const other = await house.run(['onboard', 'taken', '--json'], JSON.stringify({ ...START, merchantId: 'other' }));
    expect(other).toMatchObject({ code: 4, stdout: '', error: { code: 'onboarding_exists', exitCode: 4 } });
  });

  it('names every field that is wrong and repeats no value', async () => {
    const wrong = {
      ...START,
      region: 'xx',
      apiKey: { ...API_KEY, privateKey: 'canary-of-the-input' },
      extra: 'canary',
    };
    const refused = await house.run(['onboard', 'wrong'], JSON.stringify(wrong));
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('/region: This value is not allowed. Give one of na, eu.');
    expect(refused.stderr).toContain('/apiKey/privateKey: This text holds no private key in PEM form.');
    expect(refused.stderr).toContain('/extra: Nothing of this name is known here.');
    expect(refused.stderr).not.toContain('canary');
    expect(await house.registry.onboardings.status('wrong')).toBeUndefined();
  });

  it.each([
    ['nothing', '', 'Standard input is empty. Give the JSON there.'],
    ['no JSON', '{"apiKey": canary}', 'Standard input is no JSON document. Check quotes, commas and brackets.'],
    ['too much', ' '.repeat(70_000), 'Standard input is longer than 64 KiB. Send less at once.'],
  ])('says in one line what is wrong with %s', async (_, input, sentence) => {
    const refused = await house.run(['onboard', 'unreadable'], input);
    expect(refused).toMatchObject({ code: 2, stderr: `evergrant: ${sentence}\n` });
  });

  it('names a file that cannot be read', async () => {
    const refused = await house.run(['onboard', 'unreadable', '/nowhere/body.json', '--json']);
    expect(refused).toMatchObject({ code: 2, error: { code: 'unreadable_file' } });
  });
});

describe('evergrant list and show', () => {
  let connected: string;
  let waiting: string;
  beforeAll(async () => {
    const { registry } = house;
    connected = await started(registry, { merchantId: 'm-list' });
    const { generation } = await grantInForce(registry, connected);
    await registry.grants.savePlan(connected, {
      generation: 1,
      policyVersion: 1,
      steps: [
        { key: 'connected', kind: 'connected', at: T0 + 1_000, daysBefore: null, lane: 'seller' },
        { key: 'T-30', kind: 'reminder', at: T0 + YEAR_MS - 30 * DAY_MS, daysBefore: 30, lane: 'seller' },
      ],
    });
    await registry.onboardings.publish(
      publication(connected, {
        generation: generation ?? 1,
        stage: 'connected',
        waitingOn: 'nobody',
        nextStep: { key: 'T-30', at: T0 + YEAR_MS - 30 * DAY_MS },
      }),
    );
    waiting = await started(registry, { merchantId: 'm-list', stores: [] });
    await registry.onboardings.publish(
      publication(waiting, { requirements: [CONSENT_NEEDED], nextStep: { key: 'nudge-7', at: T0 + 7 * DAY_MS } }),
    );
  });

  it('lists onboardings in a table that says who must act and what is missing', async () => {
    const { code, stdout } = await house.run(['list', '--merchant', 'm-list']);
    expect(code).toBe(0);
    const [headings, ...lines] = stdout.trimEnd().split('\n');
    expect(headings).toMatch(/^ONBOARDING +MERCHANT +STAGE +WAITS FOR +SINCE +ENDS +FIRST THING MISSING$/);
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`^${connected} +m-list +connected +nobody +2 d +2027-01-15 +-$`)),
      expect.stringMatching(
        new RegExp(
          `^${waiting} +m-list +awaiting_consent +seller +2 d +- +The seller has not yet consented in Seller Central\\.$`,
        ),
      ),
    ]);
  });

  it('pages as the API does, and reads all pages when it is asked to', async () => {
    const first = await house.run(['list', '--merchant', 'm-list', '--limit', '1', '--json']);
    expect(first.json).toMatchObject({ items: [{ onboardingId: connected }], nextCursor: expect.any(String) });
    const { nextCursor } = first.json as { nextCursor: string };
    const second = await house.run(['list', '--merchant', 'm-list', '--cursor', nextCursor, '--json']);
    expect(second.json).toMatchObject({ items: [{ onboardingId: waiting }], nextCursor: null });
    const all = await house.run(['list', '--merchant', 'm-list', '--limit', '1', '--all', '--json']);
    expect(all.json).toMatchObject({
      items: [{ onboardingId: connected }, { onboardingId: waiting }],
      nextCursor: null,
    });
  });

  it('names the option that cannot be used', async () => {
    const patient = await house.run(['list', '--merchant', 'm-list', '--waiting-at-least', '3d', '--json']);
    expect(patient.json.items).toEqual([]);
    const since = await house.run(['list', '--merchant', 'm-list', '--waiting-at-least', '47h', '--json']);
    expect(since.json.items).toHaveLength(2);
    const refused = await house.run(['list', '--stage', 'nowhere', '--expires-before', 'tomorrow']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^evergrant: An argument cannot be used\. Nothing was done; mend what follows\.\n/);
    expect(refused.stderr).toContain('  --stage: This value is not allowed. Give one of validating_key,');
    expect(refused.stderr).toContain('  --expires-before: This is no date with time and offset.');
  });

  it('shows in the first lines what an operator must know at night', async () => {
    const { code, stdout } = await house.run(['show', waiting]);
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      `${waiting}: Waiting for the seller to consent at Amazon`,
      'Who must act: seller, since 2026-01-15 12:00 UTC (2 d).',
      `Do: The seller opens the mailed link; a new one is made with POST /v1/onboardings/${waiting}/links.`,
      'Next: Nudge: the seller has not consented yet, 2026-01-22 12:00 UTC, in 4 d 23 h.',
    ]);
    expect(stdout).toContain('consent_needed: seller must act, since 2026-01-15 12:00 UTC, until 2026-02-14 12:00 UTC');
  });

  it('shows the authorization, its plan with dates, and who held the ball how long', async () => {
    const { stdout } = await house.run(['show', connected]);
    expect(stdout).toContain('Authorization 1 ends 2027-01-15 12:00 UTC, in 362 d 23 h.');
    expect(stdout).toMatch(
      /Plan of authorization 1 \(policy 1\)\n {2}2026-01-15 12:00 UTC {2}Confirmation of the connection +past\n {2}2026-12-16 12:00 UTC {2}Reminder 1 of 1: 30 days before expiry {2}next\n/,
    );
    expect(stdout).toMatch(/In all: nobody 2 d, commerce 1 s\./);
    expect(stdout).toContain('us  Acme US: not ready');
  });

  it('gives as JSON the status of the API and the plan', async () => {
    const { json } = await house.run(['show', connected, '--json']);
    expect(json).toMatchObject({
      onboardingId: connected,
      stage: 'connected',
      authorization: { sellerId: 'SELLER-1', generation: 1 },
      plan: {
        generation: 1,
        policyVersion: 1,
        steps: [{ key: 'connected' }, { key: 'T-30', at: '2026-12-16T12:00:00.000Z' }],
      },
      timeline: expect.any(Array),
    });
  });

  it('says that an onboarding is unknown, to people and to programs', async () => {
    const told = await house.run(['show', 'nobody']);
    expect(told).toMatchObject({
      code: 3,
      stdout: '',
      stderr: 'evergrant: There is no onboarding "nobody". List them with: evergrant list\n',
    });
    const asJson = await house.run(['show', 'nobody', '--json']);
    expect(asJson).toMatchObject({
      code: 3,
      stdout: '',
      error: {
        code: 'not_found',
        exitCode: 3,
        message: 'There is no onboarding "nobody".',
        remedy: 'List them with: evergrant list',
        problems: [],
      },
    });
  });
});

describe('evergrant link', () => {
  it('prints the address alone, so that it can be piped, and the link opens', async () => {
    const id = await started(house.registry);
    const { code, stdout, stderr } = await house.run(['link', id, '--purpose', 'manage']);
    expect(code).toBe(0);
    const token = /^http:\/\/127\.0\.0\.1:9\/c\/(\S+)\n$/.exec(stdout)?.[1];
    expect(stderr).toMatch(/^It dies 2026-01-18 12:\d\d UTC\.\n$/);
    const opened = await house.registry.links.open(token ?? '', T0 + 2 * DAY_MS);
    expect(opened).toMatchObject({ outcome: 'open', link: { onboardingId: id, purpose: 'manage' } });
  });

  it('makes none for a closed onboarding', async () => {
    const id = await started(house.registry);
    await house.registry.onboardings.close(id, T0);
    expect(await house.run(['link', id, '--json'])).toMatchObject({ code: 4, error: { code: 'onboarding_closed' } });
  });
});

describe('evergrant key set and connection set', () => {
  it('replace credentials from standard input, audited under the user of the system', async () => {
    const id = await started(house.registry);
    const key = await house.run(['key', 'set', id, '--json'], JSON.stringify(API_KEY));
    expect(key).toMatchObject({ code: 0, json: { onboardingId: id, revision: 2 } });
    const connection = await house.run(['connection', 'set', id], JSON.stringify(CONNECTION));
    expect(connection.stdout).toBe(
      `The connection of ${id} was replaced (revision 2) and is checked now. See: evergrant show ${id}\n`,
    );
    expect((await house.registry.credentials.readKey(id))?.apiKey?.reveal()).toBe(API_KEY.apiKey);
    expect((await house.registry.credentials.readConnection(id))?.baseUrl).toBe(CONNECTION.baseUrl);
    const { items } = await house.registry.audit.list({ onboardingId: id, limit: 10 });
    expect(items.map(({ action }) => action).sort()).toEqual(
      expect.arrayContaining(['replace_connection', 'replace_key']),
    );
    for (const { actor } of items.filter(({ action }) => action.startsWith('replace_')))
      expect(actor).toMatch(/^cli:./);
  });

  it('take no secret as an argument', async () => {
    const refused = await house.run(['key', 'set', 'acme', 'canary-api-key']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).not.toContain('canary');
  });

  it('refuse what the API refuses, without repeating it', async () => {
    const id = await started(house.registry);
    const refused = await house.run(
      ['connection', 'set', id],
      JSON.stringify({ ...CONNECTION, baseUrl: 'http://10.0.0.1' }),
    );
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('/baseUrl: The address does not begin with https://.');
  });
});

describe('evergrant disconnect and refresh', () => {
  it('write the verb down for the process, with reason and actor', async () => {
    const id = await started(house.registry);
    const asked = await house.run(['disconnect', id, '--reason', 'The shop is closed.', '--json']);
    expect(asked).toMatchObject({ code: 0, json: { auditId: expect.any(String), status: 'accepted' } });
    const { auditId } = asked.json as { auditId: string };
    expect(await house.registry.verbs.read(id, auditId)).toMatchObject({ verb: 'disconnect', detail: null });
    const { items } = await house.registry.audit.list({ onboardingId: id, limit: 1 });
    expect(items).toMatchObject([
      { reason: 'The shop is closed.', source: 'cli', actor: expect.stringMatching(/^cli:/) },
    ]);
  });

  it('asks for a reason', async () => {
    const refused = await house.run(['disconnect', 'acme']);
    expect(refused).toMatchObject({
      code: 2,
      stderr: "evergrant: Required option '--reason <sentence>' not specified. Add --help to see how it is used.\n",
    });
  });

  it('has a process look at everything anew', async () => {
    const id = await started(house.registry);
    const { code, stdout } = await house.run(['refresh', id]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Written down as aud_\\S+: refresh ${id}\\.`));
  });
});
