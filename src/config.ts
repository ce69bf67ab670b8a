import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { RUNBOOK_PATH } from './domain/runbook';
import { Secret } from './domain/secret';

/** A setting is missing or wrong. The message names every one of them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const port = z.coerce.number().int().min(1).max(65_535);
const flag = z.enum(['0', '1', 'false', 'true']).transform((value) => value === '1' || value === 'true');
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const hosts = list
  .transform((given) => given.map((host) => host.toLowerCase()))
  .pipe(z.array(z.string().regex(/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/, 'must be names of hosts, without scheme or path')));
const secret = z
  .string()
  .min(1)
  .transform((value) => new Secret(value.trim()));
/** What an Authorization header can carry and nobody can guess. */
const bearer = z
  .string()
  .transform((value) => value.trim())
  .refine((value) => /^[\x21-\x7e]{32,200}$/.test(value), 'must be 32 to 200 visible characters without spaces')
  .transform((value) => new Secret(value));
/** As Standard Webhooks writes it. */
const webhookSecret = z
  .string()
  .transform((value) => value.trim())
  .refine(
    (value) => /^whsec_[A-Za-z0-9+/]{32,}=*$/.test(value),
    'must be whsec_ followed by at least 24 random bytes in base64',
  )
  .transform((value) => new Secret(value));
const origin = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));
const key32 = z
  .string()
  .refine((value) => Buffer.from(value, 'base64').length >= 32, 'must be at least 32 bytes in base64')
  .transform((value) => new Secret(value.trim()));
const ports = list.transform((given) => given.map(Number)).pipe(z.array(z.number().int().min(1).max(65_535)));
const roles = list.pipe(z.array(z.enum(['api', 'worker'])).min(1, 'must name at least one of api, worker'));

/** The settings that hold secrets may be given as the path of a file in `<NAME>_FILE`. */
export const SECRETS = [
  'DATABASE_URL',
  'VAULT_KEYS',
  'LINK_KEYS',
  'BODY_HMAC_KEY',
  'CSRF_KEY',
  'AMAZON_CLIENT_SECRET',
  'AMAZON_CLIENT_SECRET_PREVIOUS',
  'SMTP_PASSWORD',
  'TEMPORAL_API_KEY',
  'EVERGRANT_API_KEY',
  'ALERT_WEBHOOK_URL',
  'ALERT_WEBHOOK_SECRET',
] as const;

const schema = z.object({
  EVERGRANT_MODE: z.enum(['production', 'simulator']).default('production'),
  EVERGRANT_ROLES: roles.default(['api', 'worker']),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),

  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(3000),
  PUBLIC_BASE_URL: origin,
  PUBLIC_NAME: z.string().min(1).max(60),
  /** 0: nothing is counted. */
  API_REQUESTS_PER_MINUTE: z.coerce.number().int().min(0).default(600),
  TRUST_PROXY: z
    .string()
    .transform((value) => (/^\d+$/.test(value) ? Number(value) : value))
    .optional(),
  EVERGRANT_API_KEY: bearer.optional(),

  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:|postgres(ql)?:\/\/)/, 'must be sqlite:<path> or postgres://…')
    .transform((value) => new Secret(value)),
  VAULT_KEYS: secret,
  LINK_KEYS: secret,
  BODY_HMAC_KEY: key32,
  CSRF_KEY: key32,

  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_API_KEY: secret.optional(),
  TEMPORAL_TLS: flag.optional(),

  AMAZON_APPLICATION_ID: z
    .string()
    .regex(/^amzn1\.(sp\.solution|sellerapps\.app)\./, 'must be an SP-API application id'),
  AMAZON_CLIENT_ID: z.string().min(1),
  AMAZON_CLIENT_SECRET: secret,
  AMAZON_CLIENT_SECRET_PREVIOUS: secret.optional(),
  AMAZON_CLIENT_SECRET_SINCE: z.iso
    .date('must be a day, like 2026-03-01')
    .transform((day) => Date.parse(day))
    .optional(),
  AMAZON_APP_DRAFT: flag.default(false),
  AMAZON_APP_LISTED: flag.default(false),
  SELLER_CENTRAL_HOSTS: hosts.default([]),

  SMTP_HOST: z.string().min(1),
  SMTP_PORT: port.default(587),
  SMTP_SECURE: flag.default(false),
  SMTP_USER: z.string().optional(),
  SMTP_PASSWORD: secret.optional(),
  MAIL_FROM: z.email(),
  MAIL_MUTED: flag.default(false),
  OPERATOR_EMAIL: z.email().optional(),
  ALERT_WEBHOOK_URL: z
    .url({ protocol: /^https?$/ })
    .transform((value) => new Secret(value))
    .optional(),
  ALERT_WEBHOOK_SECRET: webhookSecret.optional(),
  RUNBOOK_URL: z.url({ protocol: /^https?$/ }).default(RUNBOOK_PATH),
  BOUNCE_ADDRESS: z.email().optional(),
  BOUNCE_SMTP_PORT: port.optional(),

  POLICY_FILE: z.string().optional(),

  OUTGOING_ALLOWED_PORTS: ports.default([]),
  OUTGOING_ALLOWED_HOSTS: list.default([]),
  OUTGOING_ALLOWED_CIDRS: list.default([]),

  /** Simulator mode only: where the simulator is, how long a policy day is, and the clock shared with it. */
  SIMULATOR_URL: origin.optional(),
  POLICY_DAY_MS: z.coerce.number().int().positive().optional(),
  EVERGRANT_CLOCK_FILE: z.string().optional(),
});

export type Config = z.output<typeof schema>;

/** The names of all settings. */
export const SETTINGS: readonly string[] = Object.keys(schema.shape);

/** Each has a purpose of its own: whoever gets hold of one must not have the others. */
const KEYS = ['VAULT_KEYS', 'LINK_KEYS', 'BODY_HMAC_KEY', 'CSRF_KEY'] as const;

/** Settings that only the simulator mode may have: with them production could talk to somebody else. */
const SIMULATOR_ONLY = ['SIMULATOR_URL', 'POLICY_DAY_MS', 'EVERGRANT_CLOCK_FILE'] as const;

/**
 * Reads the configuration from the environment. Throws a `ConfigError` that names everything missing and everything
 * wrong at once; values are not repeated in it.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const given = withSecretFiles(environment, problems);
  const parsed = schema.safeParse(given);
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    problems.push(given[name] === undefined ? `${name} is missing` : `${name} ${plain(issue.message)}`);
  }
  if (parsed.success) problems.push(...contradictions(parsed.data, environment));
  if (problems.length > 0 || !parsed.success) {
    throw new ConfigError(
      `The configuration cannot be used:\n${[...new Set(problems)].map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
  return parsed.data;
}

function withSecretFiles(
  environment: Readonly<Record<string, string | undefined>>,
  problems: string[],
): Record<string, string | undefined> {
  // An empty value is how container files say "not set".
  const given: Record<string, string | undefined> = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== ''),
  );
  for (const name of SECRETS) {
    const path = given[`${name}_FILE`];
    if (path === undefined) continue;
    try {
      // As an empty value: not set.
      given[name] = readFileSync(path, 'utf8').trim() || undefined;
    } catch {
      problems.push(`${name}_FILE names a file that cannot be read`);
    }
  }
  return given;
}

function contradictions(config: Config, environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const problems: string[] = [...sharedKeys(config)];
  if (config.EVERGRANT_MODE === 'production') {
    if (environment['EVERGRANT_API_KEY'] !== undefined && environment['EVERGRANT_API_KEY'] !== '')
      problems.push('EVERGRANT_API_KEY must be given as EVERGRANT_API_KEY_FILE in production');
    for (const name of SIMULATOR_ONLY)
      if (config[name] !== undefined) problems.push(`${name} is for EVERGRANT_MODE=simulator only`);
    if (!config.PUBLIC_BASE_URL.startsWith('https://')) problems.push('PUBLIC_BASE_URL must be https in production');
  } else if (config.SIMULATOR_URL === undefined) {
    problems.push('SIMULATOR_URL is missing');
  }
  if (new URL(config.PUBLIC_BASE_URL).pathname !== '/') problems.push('PUBLIC_BASE_URL must have no path');
  if (config.AMAZON_APP_DRAFT && config.AMAZON_APP_LISTED)
    problems.push('AMAZON_APP_LISTED cannot be true of a draft: set AMAZON_APP_DRAFT to false');
  if (config.SMTP_USER !== undefined && config.SMTP_PASSWORD === undefined) problems.push('SMTP_PASSWORD is missing');
  if (config.ALERT_WEBHOOK_URL !== undefined && config.ALERT_WEBHOOK_SECRET === undefined)
    problems.push('ALERT_WEBHOOK_SECRET is missing');
  return problems;
}

function sharedKeys(config: Config): readonly string[] {
  const holders = new Map<string, string>();
  const problems: string[] = [];
  for (const name of KEYS) {
    for (const key of new Set(config[name].reveal().split(',').map(materialOf))) {
      const other = holders.get(key);
      if (other === undefined) holders.set(key, name);
      else problems.push(`${name} must not hold a key of ${other}`);
    }
  }
  return problems;
}

/** The key itself, without the id that a ring gives it. */
function materialOf(key: string): string {
  return Buffer.from(key.slice(key.indexOf(':') + 1).trim(), 'base64').toString('hex');
}

function plain(message: string): string {
  return /^must /.test(message) ? message : `cannot be used: ${message}`;
}
