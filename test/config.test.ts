import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ConfigError, readConfig, SECRETS, SETTINGS } from '../src/config';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');

const PRODUCTION = {
  PUBLIC_BASE_URL: 'https://evergrant.example',
  PUBLIC_NAME: 'Example Commerce Cloud',
  DATABASE_URL: 'postgres://evergrant:canary-database@db.example/evergrant',
  VAULT_KEYS: `k1:${key(1)}`,
  LINK_KEYS: `k1:${key(2)}`,
  BODY_HMAC_KEY: key(3),
  CSRF_KEY: key(4),
  AMAZON_APPLICATION_ID: 'amzn1.sp.solution.00000000-0000-0000-0000-000000000000',
  AMAZON_CLIENT_ID: 'amzn1.application-oa2-client.0',
  AMAZON_CLIENT_SECRET: 'canary-amazon',
  AMAZON_CLIENT_SECRET_PREVIOUS: 'canary-earlier-amazon',
  SMTP_HOST: 'smtp.example',
  SMTP_USER: 'evergrant',
  SMTP_PASSWORD: 'canary-smtp',
  MAIL_FROM: 'evergrant@example.com',
  TEMPORAL_API_KEY: 'canary-temporal',
  ALERT_WEBHOOK_URL: 'https://hooks.example/canary-path',
  ALERT_WEBHOOK_SECRET: `whsec_${key(5)}`,
};
const SIMULATOR = {
  ...PRODUCTION,
  EVERGRANT_MODE: 'simulator',
  SIMULATOR_URL: 'http://127.0.0.1:4000',
  EVERGRANT_API_KEY: 'canary-api-key-of-thirty-two-chars',
};

/** What `readConfig` says to these settings; empty if it takes them. */
function refusal(settings: Record<string, string | undefined>): string {
  try {
    readConfig(settings);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
}

const without = (...names: string[]) => ({
  ...PRODUCTION,
  ...Object.fromEntries(names.map((name) => [name, undefined])),
});

it('a complete configuration is taken, with its defaults', () => {
  expect(readConfig(PRODUCTION)).toMatchObject({
    EVERGRANT_MODE: 'production',
    EVERGRANT_ROLES: ['api', 'worker'],
    HOST: '127.0.0.1',
    PORT: 3000,
    AMAZON_APP_DRAFT: false,
    OUTGOING_ALLOWED_PORTS: [],
  });
});

it('everything missing and everything wrong is named at once', () => {
  const said = refusal({ ...without('SMTP_HOST', 'VAULT_KEYS'), PORT: '70000', CSRF_KEY: 'short' });
  for (const part of ['SMTP_HOST is missing', 'VAULT_KEYS is missing', 'PORT ', 'CSRF_KEY must be at least 32 bytes']) {
    expect(said).toContain(`  - ${part}`);
  }
  expect(said.split('\n')).toHaveLength(5);
});

it('an empty value counts as missing', () => {
  expect(refusal({ ...PRODUCTION, PUBLIC_NAME: '' })).toContain('PUBLIC_NAME is missing');
  expect(refusal({ ...PRODUCTION, TRUST_PROXY: '' })).toBe('');
});

describe('a secret in a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'evergrant-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each(SECRETS)('%s_FILE is read, without the line end', (name) => {
    const file = join(folder, 'secret');
    writeFileSync(file, `${SIMULATOR[name]}\n`);
    const config = readConfig({ ...without(name), [`${name}_FILE`]: file });
    expect(config[name]?.reveal()).toBe(SIMULATOR[name]);
  });

  it('that is empty counts as missing', () => {
    const path = join(folder, 'empty');
    writeFileSync(path, '\n');
    expect(refusal({ ...without('ALERT_WEBHOOK_URL'), ALERT_WEBHOOK_URL_FILE: path })).toBe('');
    expect(refusal({ ...without('CSRF_KEY'), CSRF_KEY_FILE: path })).toContain('CSRF_KEY is missing');
  });

  it('that cannot be read is named by its setting', () => {
    const said = refusal({ ...without('CSRF_KEY'), CSRF_KEY_FILE: join(folder, 'absent') });
    expect(said).toContain('CSRF_KEY_FILE names a file that cannot be read');
  });
});

describe('in production', () => {
  it.each([
    ['SIMULATOR_URL', 'http://127.0.0.1:4000'],
    ['POLICY_DAY_MS', '1000'],
    ['EVERGRANT_CLOCK_FILE', '/tmp/clock'],
  ])('%s is refused', (name, value) => {
    expect(refusal({ ...PRODUCTION, [name]: value })).toContain(`${name} is for EVERGRANT_MODE=simulator only`);
    expect(refusal({ ...SIMULATOR, [name]: value })).toBe('');
  });

  it('an API key in the environment is refused: only a file may hold it', () => {
    const { EVERGRANT_API_KEY } = SIMULATOR;
    expect(refusal({ ...PRODUCTION, EVERGRANT_API_KEY })).toContain('EVERGRANT_API_KEY must be given as');
    expect(refusal(SIMULATOR)).toBe('');
  });

  it('a base URL of http is refused', () => {
    expect(refusal({ ...PRODUCTION, PUBLIC_BASE_URL: 'http://evergrant.example' })).toContain('PUBLIC_BASE_URL');
    expect(refusal({ ...SIMULATOR, PUBLIC_BASE_URL: 'http://localhost:3000' })).toBe('');
  });
});

it.each(['short', 'a long one, yet with spaces in between its words', 'x'.repeat(201)])(
  'an API key that can be guessed or cannot be sent is refused: %s',
  (EVERGRANT_API_KEY) => {
    expect(refusal({ ...SIMULATOR, EVERGRANT_API_KEY })).toContain('EVERGRANT_API_KEY must be 32 to 200');
  },
);

it.each([
  ['LINK_KEYS', `k9:${key(9)}, k1:${key(1)}`, 'VAULT_KEYS'],
  ['BODY_HMAC_KEY', key(2), 'LINK_KEYS'],
  ['CSRF_KEY', key(3), 'BODY_HMAC_KEY'],
])('%s with a key of another purpose is refused', (name, value, other) => {
  expect(refusal({ ...PRODUCTION, [name]: value })).toContain(`${name} must not hold a key of ${other}`);
});

it('the simulator mode needs a simulator', () => {
  expect(refusal({ ...SIMULATOR, SIMULATOR_URL: undefined })).toContain('SIMULATOR_URL is missing');
});

it('a draft cannot be listed', () => {
  const listed = { ...PRODUCTION, AMAZON_APP_LISTED: 'true' };
  expect(refusal(listed)).toBe('');
  expect(refusal({ ...listed, AMAZON_APP_DRAFT: 'true' })).toContain('AMAZON_APP_LISTED cannot be true of a draft');
});

it('a base URL with a path is refused', () => {
  expect(refusal({ ...PRODUCTION, PUBLIC_BASE_URL: 'https://evergrant.example/app' })).toContain('must have no path');
});

it('an SMTP user needs a password', () => {
  expect(refusal(without('SMTP_PASSWORD'))).toContain('SMTP_PASSWORD is missing');
});

it('an address for alerts needs a secret that signs them', () => {
  expect(refusal(without('ALERT_WEBHOOK_SECRET'))).toContain('ALERT_WEBHOOK_SECRET is missing');
  expect(refusal({ ...PRODUCTION, ALERT_WEBHOOK_SECRET: 'whsec_c2hvcnQ=' })).toContain('must be whsec_');
});

it.each(SETTINGS)('a refusal repeats no value: %s', (name) => {
  const value = 'canary <value> that fits no setting: %';
  expect(refusal({ ...PRODUCTION, PORT: 'none', [name]: value })).not.toContain('canary');
});

it('secrets do not show when a configuration is printed', () => {
  const config = readConfig(SIMULATOR);
  const printed = inspect(config, { depth: null }) + JSON.stringify(config);
  for (const name of SECRETS) expect(printed).not.toContain(SIMULATOR[name]);
});

describe('docs/configuration.md', () => {
  const rows = readFileSync('docs/configuration.md', 'utf8').matchAll(/^\| `([A-Z_]+)`(.*)$/gm);
  const documented = new Map([...rows].map(([, name = '', rest = '']) => [name, rest]));

  it('describes exactly the settings that there are', () => {
    expect([...documented.keys()].sort()).toEqual([...SETTINGS].sort());
  });

  it('marks exactly the secrets as secret', () => {
    const marked = [...documented].filter(([, rest]) => rest.includes('**secret**')).map(([name]) => name);
    expect(marked.sort()).toEqual([...SECRETS].sort());
  });
});
