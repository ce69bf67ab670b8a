import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AmazonApp } from './amazon/app';
import { UNLISTED_AUTHORIZATION_LIMIT } from './amazon/facts';
import { ConfigError, type Config } from './config';
import { offsetClock, type Clock } from './domain/clock';
import { DEFAULT_POLICY, type PolicyContent } from './domain/policy';
import type { Secret } from './domain/secret';
import type { SmtpSettings } from './notifications/smtp';
import { readPolicy } from './policy-file';
import { fingerprint } from './registry/fingerprint';
import { parseKeyRing } from './registry/key-ring';
import type { ServerAccess } from './temporal/connection';

/*
 * What the configuration says, in the words of the parts that take it; where the outside parties are stands in
 * endpoints.ts.
 */

/** Our application at Amazon. */
export function amazonAppOf(config: Config): AmazonApp {
  return {
    applicationId: config.AMAZON_APPLICATION_ID,
    clientId: config.AMAZON_CLIENT_ID,
    clientSecret: config.AMAZON_CLIENT_SECRET,
    previousClientSecret: config.AMAZON_CLIENT_SECRET_PREVIOUS,
    redirectUri: `${config.PUBLIC_BASE_URL}/amazon/callback`,
    draft: config.AMAZON_APP_DRAFT,
  };
}

/** Our client secret as its age is counted: by a fingerprint, and from the day that was configured, if one was. */
export function appSecretOf({ AMAZON_CLIENT_SECRET, AMAZON_CLIENT_SECRET_SINCE }: Config) {
  return { fingerprint: fingerprint(AMAZON_CLIENT_SECRET.reveal()), since: AMAZON_CLIENT_SECRET_SINCE ?? null };
}

/** How many seller authorizations Amazon lets our application have; null where it sets no limit. */
export function authorizationLimitOf({ AMAZON_APP_LISTED }: Config): number | null {
  return AMAZON_APP_LISTED ? null : UNLISTED_AUTHORIZATION_LIMIT;
}

/** Names this environment, so that a copy of its database is told from it: where people reach it, and what runs in it. */
export function environmentOf({ PUBLIC_BASE_URL, TEMPORAL_NAMESPACE }: Config): string {
  return `${PUBLIC_BASE_URL} with the Temporal namespace ${TEMPORAL_NAMESPACE}`;
}

/** How Temporal is reached. */
export function temporalAccessOf(config: Config): ServerAccess {
  return {
    address: config.TEMPORAL_ADDRESS,
    ...(config.TEMPORAL_TLS === undefined ? {} : { tls: config.TEMPORAL_TLS }),
    ...(config.TEMPORAL_API_KEY ? { apiKey: config.TEMPORAL_API_KEY.reveal() } : {}),
  };
}

/** How mail is sent. */
export function smtpOf(config: Config, clock: Clock): SmtpSettings {
  const { SMTP_HOST: host, SMTP_PORT: port, SMTP_SECURE: secure, SMTP_USER: user, SMTP_PASSWORD: password } = config;
  return {
    host,
    port,
    secure,
    ...(user !== undefined && password ? { auth: { user, password } } : {}),
    from: { name: config.PUBLIC_NAME, address: config.MAIL_FROM },
    bounceAddress: bounceAddressOf(config),
    clock,
  };
}

/** Right-hand side of Message-IDs. */
export function mailDomainOf({ MAIL_FROM }: Config): string {
  return MAIL_FROM.slice(MAIL_FROM.lastIndexOf('@') + 1);
}

/** Where alerts are posted; null where they are not. */
export function alertWebhookOf({
  ALERT_WEBHOOK_URL: url,
  ALERT_WEBHOOK_SECRET: secret,
}: Config): { readonly url: Secret; readonly secret: Secret } | null {
  return url && secret ? { url, secret } : null;
}

/** Where mail servers report what they could not deliver: the envelope sender of every mail. */
export function bounceAddressOf({ BOUNCE_ADDRESS, MAIL_FROM }: Config): string {
  return BOUNCE_ADDRESS ?? MAIL_FROM;
}

/** Makes Message-IDs; derived, so that nobody has one more key to keep. */
export function messageIdKeyOf(config: Config): KeyObject {
  const { key } = parseKeyRing(config.LINK_KEYS.reveal(), 'LINK_KEYS').current;
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, '', 'evergrant message-id', 32)));
}

/** The policy of this deployment. Throws a `ConfigError` that names every problem. */
export function policyOf({ POLICY_FILE, POLICY_DAY_MS }: Config): PolicyContent {
  const reading = readPolicy(POLICY_FILE, POLICY_DAY_MS ?? DEFAULT_POLICY.dayMs);
  if (reading.outcome === 'read') return reading.policy;
  const problems = reading.problems.map((problem) => `  - ${problem}`).join('\n');
  throw new ConfigError(`The policy of POLICY_FILE cannot be used:\n${problems}`);
}

/** The system's clock, or in simulator mode one that runs ahead of it by what a file says. */
export function clockOf(config: Config): Clock {
  const path = config.EVERGRANT_CLOCK_FILE;
  return offsetClock(() => (path === undefined ? 0 : readOffsetMs(path)));
}

function readOffsetMs(path: string): number {
  try {
    const offset = Number(readFileSync(path, 'utf8'));
    return Number.isFinite(offset) ? offset : 0;
  } catch {
    return 0;
  }
}
