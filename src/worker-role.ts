import type { Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from './activities/create';
import { createDeliveryActivities } from './activities/deliver-event';
import { createSweepActivities } from './activities/sweep';
import { createErasureActivities } from './activities/erasure-activities';
import type { OpenCommerce } from './activities/open-commerce';
import type { SendEvent } from './activities/webhook-sender';
import { createSummaryActivities } from './activities/weekly-summary';
import type { AmazonClient } from './amazon/client';
import type { Config } from './config';
import { appSecretOf, environmentOf, mailDomainOf, messageIdKeyOf, smtpOf } from './deployment';
import type { Clock } from './domain/clock';
import type { Endpoints } from './endpoints';
import { createMailer } from './notifications/smtp';
import type { Outgoing } from './outgoing/guarded-dispatcher';
import type { Registry } from './registry/registry';
import { createClient, type ServerAccess } from './temporal/connection';
import { ensureSchedules } from './temporal/schedules';
import { awaitTemporal } from './worker/await-temporal';
import { createOnboardingWorker } from './worker/onboarding-worker';

export interface WorkerParts {
  readonly registry: Registry;
  readonly amazon: AmazonClient;
  readonly outgoing: Outgoing;
  readonly openCommerce: OpenCommerce;
  readonly sendEvent: SendEvent;
  readonly clock: Clock;
  readonly endpoints: Endpoints;
  readonly log: Logger;
  /** Length of a policy day in milliseconds. */
  readonly dayMs: number;
  readonly access: ServerAccess;
  /** A client's connection; the search attributes are registered over it. */
  readonly connection: Connection;
}

export interface WorkerRole {
  /** Takes no more tasks and gives those under way their time. */
  stop(): Promise<void>;
  /** Rejects if the worker ends by itself. */
  readonly failed: Promise<never>;
}

/** Starts the worker, at once or as soon as Temporal answers. */
export function startWorkerRole(config: Config, parts: WorkerParts): WorkerRole {
  const { registry, amazon, outgoing, openCommerce, clock, endpoints, access, connection, log } = parts;
  logThrough(log);
  const mailer = createMailer(smtpOf(config, clock));
  const mailDomain = mailDomainOf(config);
  const onboardingActivities = createActivities({
    registry,
    amazon,
    clock,
    outgoing,
    openCommerce,
    gatewayBase: endpoints.gateway,
    mailer,
    dayMs: parts.dayMs,
    publicName: config.PUBLIC_NAME,
    publicBaseUrl: config.PUBLIC_BASE_URL,
    mailDomain,
    messageIdKey: messageIdKeyOf(config),
    environment: environmentOf(config),
    muted: config.MAIL_MUTED,
    runbook: config.RUNBOOK_URL,
  });
  const deliveryActivities = createDeliveryActivities({
    registry,
    send: parts.sendEvent,
    mailer,
    operatorEmail: config.OPERATOR_EMAIL ?? null,
    mailDomain,
    clock,
    dayMs: parts.dayMs,
    log,
  });
  const sweepActivities = createSweepActivities({
    registry,
    amazon,
    outgoing,
    gatewayBase: endpoints.gateway,
    appSecret: appSecretOf(config),
    clock,
    dayMs: parts.dayMs,
    log,
  });
  const erasureActivities = createErasureActivities({ registry, clock, dayMs: parts.dayMs });
  const summaryActivities = createSummaryActivities({
    registry,
    mailer,
    operatorEmail: config.OPERATOR_EMAIL ?? null,
    mailDomain,
    clock,
    dayMs: parts.dayMs,
  });
  const activities = {
    ...onboardingActivities,
    ...deliveryActivities,
    ...sweepActivities,
    ...erasureActivities,
    ...summaryActivities,
  };
  const namespace = config.TEMPORAL_NAMESPACE;
  const ending = new AbortController();
  const { signal } = ending;
  const prepare = () => ensureSchedules(createClient(connection, namespace), parts.dayMs);
  const run = async () => {
    const native = await awaitTemporal({ access, namespace, connection, prepare, log, signal });
    try {
      const worker = await createOnboardingWorker({ connection: native, namespace, activities, dayMs: parts.dayMs });
      log.info({ namespace }, 'The worker is running');
      await worker.runUntil(aborted(signal));
    } finally {
      await native.close();
    }
  };
  const running = run();
  const failed = running.then(forever, (error: unknown) => {
    if (signal.aborted) return forever();
    throw error;
  });
  failed.catch(() => undefined);
  const stop = async () => {
    ending.abort();
    await running.catch(() => undefined);
  };
  return { stop, failed };
}

/** Warnings and errors of the SDK, without what they quote. */
function logThrough(log: Logger): void {
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      if (level === 'ERROR')
        log.error({ temporal: meta?.['error'] instanceof Error ? meta['error'].name : undefined }, message);
      else if (level === 'WARN') log.warn(message);
    }),
    shutdownSignals: [],
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function forever(): Promise<never> {
  return new Promise<never>(() => undefined);
}
