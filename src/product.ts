import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { createAmazonClient } from './amazon/client';
import { createFirstTry } from './activities/first-try';
import { createOpenCommerce } from './activities/open-commerce';
import { createTellOperator } from './activities/tell-operator';
import { createSendEvent } from './activities/webhook-sender';
import { startApiRole } from './api-role';
import { startBounceIntake } from './bounce-intake';
import type { Config } from './config';
import {
  alertWebhookOf,
  amazonAppOf,
  clockOf,
  environmentOf,
  mailDomainOf,
  policyOf,
  smtpOf,
  temporalAccessOf,
} from './deployment';
import { SCOPES } from './domain/scopes';
import { endpointsOf } from './endpoints';
import { createMailer } from './notifications/smtp';
import { createOutgoing } from './outgoing/guarded-dispatcher';
import { createAlertRelay } from './registry/alert-relay';
import { createDeliveryRelay } from './registry/delivery-relay';
import { parseKeyRing } from './registry/key-ring';
import { openRegistry } from './registry/open';
import { startPolicyTelling } from './registry/policy-telling';
import { createRelay } from './registry/relay';
import { relayExecutors } from './relay-executors';
import { createClient, lazyConnection } from './temporal/connection';
import { createHandOver } from './temporal/delivery-client';
import { createOnboardingClient } from './temporal/onboarding-client';
import { settleMail } from './settle-mail';
import { startWorkerRole } from './worker-role';

/** The roles of one process, running. */
export interface Product {
  /** Ends what was begun, in the reverse order: no new requests, the work under way, the connections. */
  stop(): Promise<void>;
  /** Rejects if a role ends by itself. */
  readonly failed: Promise<never>;
}

/** Starts the roles that the configuration names. Throws if one cannot start; what was begun is then ended. */
export async function startProduct(config: Config): Promise<Product> {
  const log = pino({ level: config.LOG_LEVEL });
  const clock = clockOf(config);
  const endpoints = endpointsOf(config);
  const policy = policyOf(config);
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (let end = undo.pop(); end; end = undo.pop()) {
      // One part that does not end in order must not keep the others open.
      await end().catch((error: unknown) => {
        log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'A part did not end in order');
      });
    }
  };

  try {
    const registry = await openRegistry({
      url: config.DATABASE_URL.reveal(),
      keys: {
        vault: parseKeyRing(config.VAULT_KEYS.reveal(), 'VAULT_KEYS'),
        links: parseKeyRing(config.LINK_KEYS.reveal(), 'LINK_KEYS'),
      },
      mode: config.EVERGRANT_MODE,
      applicationId: amazonAppOf(config).applicationId,
    });
    undo.push(() => registry.close());
    await settleMail(registry.mailing, environmentOf(config), clock, log);
    const currentPolicy = await registry.policies.ensure(policy, clock.now());

    const access = temporalAccessOf(config);
    const connection = lazyConnection(access);
    undo.push(() => connection.close());
    const client = createClient(connection, config.TEMPORAL_NAMESPACE);
    const owner = randomUUID();
    const relay = createRelay({
      outbox: registry.outbox,
      executors: relayExecutors(createOnboardingClient(client), currentPolicy, log),
      clock,
      log,
      owner,
    });
    undo.push(() => relay.stop());

    const { dayMs } = currentPolicy;
    const toWebhooks = createOutgoing({ rules: endpoints.webhooks });
    undo.push(() => toWebhooks.close());
    const sendEvent = createSendEvent(toWebhooks, clock);
    const deliveries = registry.webhookDeliveries;
    const deliver = createFirstTry({ deliveries, send: sendEvent, handOver: createHandOver(client), clock, dayMs });
    const deliveryRelay = createDeliveryRelay({ deliveries, deliver, clock, log, owner });
    undo.push(() => deliveryRelay.stop());
    const tell = createTellOperator({
      mailer: createMailer(smtpOf(config, clock)),
      operatorEmail: config.OPERATOR_EMAIL ?? null,
      mailDomain: mailDomainOf(config),
      outgoing: toWebhooks,
      webhook: alertWebhookOf(config),
      runbook: config.RUNBOOK_URL,
    });
    const alertRelay = createAlertRelay({ alerts: registry.alerts, tell, clock, log, owner });
    undo.push(() => alertRelay.stop());

    const amazon = createAmazonClient({ app: amazonAppOf(config), endpoints: endpoints.amazon, clock });
    undo.push(() => amazon.close());
    const outgoing = createOutgoing({ rules: endpoints.outgoing });
    undo.push(() => outgoing.close());
    const { imsTokenUrl, saasStandIn } = endpoints;
    const openCommerce = createOpenCommerce({ outgoing, clock, imsTokenUrl, saasStandIn });

    const failures: Promise<never>[] = [];
    if (config.EVERGRANT_ROLES.includes('worker')) {
      const telling = startPolicyTelling({ policies: registry.policies, clock, log });
      undo.push(() => telling.stop());
      const worker = startWorkerRole(config, {
        registry,
        dayMs,
        amazon,
        outgoing,
        openCommerce,
        sendEvent,
        clock,
        endpoints,
        access,
        connection,
        log,
      });
      undo.push(() => worker.stop());
      failures.push(worker.failed);
    }
    if (config.EVERGRANT_ROLES.includes('api')) {
      if (config.EVERGRANT_API_KEY) {
        await registry.apiKeys.ensure(config.EVERGRANT_API_KEY, { name: 'configured', scopes: SCOPES }, clock.now());
      }
      const check = () =>
        connection.withDeadline(Date.now() + 2_000, () => connection.workflowService.getSystemInfo({}));
      // An api alone takes requests and callbacks also while Temporal is down, and must not be taken out of service then.
      const ready = config.EVERGRANT_ROLES.includes('worker') ? [{ name: 'temporal', check }] : [];
      const api = await startApiRole(config, { registry, amazon, openCommerce, clock, endpoints, log, ready });
      undo.push(() => api.stop());
      const bounces = await startBounceIntake(config, { registry, clock, log });
      undo.push(() => bounces.stop());
    }
    log.info({ roles: config.EVERGRANT_ROLES, mode: config.EVERGRANT_MODE }, 'Evergrant is running');
    return { stop, failed: Promise.race(failures) };
  } catch (error) {
    await stop();
    throw error;
  }
}
