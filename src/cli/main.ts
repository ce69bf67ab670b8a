#!/usr/bin/env node
import { readConfig, type Config } from '../config';
import { amazonAppOf, authorizationLimitOf, clockOf, environmentOf, smtpOf, temporalAccessOf } from '../deployment';
import { endpointsOf } from '../endpoints';
import { parseKeyRing } from '../registry/key-ring';
import type { Installation } from './installation';
import { createOutput } from './output';
import { runCli } from './run';

/** The one place of the command line that reads the configuration; everything else is handed what it needs. */
function installationOf(config: Config): Installation {
  const clock = clockOf(config);
  const endpoints = endpointsOf(config);
  return {
    mode: config.EVERGRANT_MODE,
    databaseUrl: config.DATABASE_URL,
    keys: {
      vault: parseKeyRing(config.VAULT_KEYS.reveal(), 'VAULT_KEYS'),
      links: parseKeyRing(config.LINK_KEYS.reveal(), 'LINK_KEYS'),
    },
    bodyHmacKey: Buffer.from(config.BODY_HMAC_KEY.reveal(), 'base64'),
    publicBaseUrl: config.PUBLIC_BASE_URL,
    addressRules: endpoints.outgoing,
    saasStandIn: endpoints.saasStandIn,
    clock,
    temporal: { access: temporalAccessOf(config), namespace: config.TEMPORAL_NAMESPACE },
    smtp: smtpOf(config, clock),
    environment: environmentOf(config),
    mailMuted: config.MAIL_MUTED,
    alertsReachSomebody: config.OPERATOR_EMAIL !== undefined || config.ALERT_WEBHOOK_URL !== undefined,
    amazonApp: amazonAppOf(config),
    authorizationLimit: authorizationLimitOf(config),
    amazon: endpoints.amazon,
    gateways: endpoints.gateway,
    imsTokenUrl: endpoints.imsTokenUrl,
  };
}

async function main(): Promise<void> {
  const { stdin, stdout, stderr, env, argv } = process;
  for (const stream of [stdout, stderr]) stream.on('error', endIfNobodyReads);
  const args = argv.slice(2);
  const colour = stdout.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  const code = await runCli(args, {
    environment: env,
    workingDirectory: process.cwd(),
    stdin,
    output: createOutput({ stdout, stderr, json: args.includes('--json'), colour }),
    resultIsSeen: stdout.isTTY,
    install: (environment) => installationOf(readConfig(environment)),
  });
  // What is still on its way into a pipe is not cut off; what a command left open does not keep it from ending.
  stdout.write('', () => stderr.write('', () => process.exit(code)));
}

/** `evergrant list | head` has read enough. */
function endIfNobodyReads(error: NodeJS.ErrnoException): void {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
}

void main();
