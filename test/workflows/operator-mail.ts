import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { createTellOperator } from '../../src/activities/tell-operator';
import { systemClock } from '../../src/domain/clock';
import { createMailer } from '../../src/notifications/smtp';
import { createOutgoing } from '../../src/outgoing/guarded-dispatcher';
import { createAlertRelay } from '../../src/registry/alert-relay';
import type { House } from './house';

export const OPERATOR = 'operator@backend.example';

/** Has alerts mailed to the operator of a house, until it is stopped. */
export function mailAlerts({ registry, simulator, clock }: House): { stop(): Promise<void> } {
  const outgoing = createOutgoing({
    rules: { allowedOrigins: [], allowedPorts: [], allowedHosts: [], allowedCidrs: [] },
  });
  const tell = createTellOperator({
    mailer: createMailer({
      host: '127.0.0.1',
      port: simulator.smtpPort,
      secure: false,
      from: { name: 'Evergrant', address: 'no-reply@backend.example' },
      clock,
    }),
    operatorEmail: OPERATOR,
    mailDomain: 'backend.example',
    outgoing,
    webhook: null,
    runbook: 'docs/operations.md',
  });
  // Its leases must not run out because days are skipped while a mail is on its way.
  const relay = createAlertRelay({
    alerts: registry.alerts,
    tell,
    clock: systemClock,
    log: pino({ level: 'silent' }),
    owner: randomUUID(),
    pollMs: 50,
  });
  return {
    async stop() {
      await relay.stop();
      await outgoing.close();
    },
  };
}
