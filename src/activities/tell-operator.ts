import { describeAlert } from '../domain/alerts';
import { isoInstant, systemClock } from '../domain/clock';
import { runbookEntry } from '../domain/runbook';
import type { Secret } from '../domain/secret';
import { alertMail } from '../notifications/alert-mail';
import { signatureHeaders } from '../notifications/signing';
import type { Mailer } from '../notifications/smtp';
import type { Outgoing } from '../outgoing/guarded-dispatcher';
import type { TellOperator } from '../registry/alert-relay';
import type { AlertChannel, RaisedAlert } from '../registry/alerts';

const WEBHOOK_TIMEOUT_MS = 10_000;

export interface TellOperatorDeps {
  /** Not the one that the mute of sellers' mails silences. */
  readonly mailer: Mailer;
  /** Null: alerts are not mailed. */
  readonly operatorEmail: string | null;
  /** Right-hand side of Message-IDs. */
  readonly mailDomain: string;
  readonly outgoing: Outgoing;
  /** Null: alerts are not posted. */
  readonly webhook: { readonly url: Secret; readonly secret: Secret } | null;
  /** Where the runbook is published. */
  readonly runbook: string;
}

/** The alert was not taken; why stands in the log by this name. */
class NotTaken extends Error {
  constructor(override readonly name: string) {
    super('The alert was not taken.');
  }
}

/** Tells an operator of alerts: by mail, and by a POST that is signed as webhooks are (Standard Webhooks). */
export function createTellOperator(deps: TellOperatorDeps): TellOperator {
  const ways: Record<AlertChannel, (alert: RaisedAlert, signal: AbortSignal) => Promise<'delivered' | 'off'>> = {
    async mail(alert) {
      if (deps.operatorEmail === null) return 'off';
      const mail = alertMail(alert, deps);
      const result = await deps.mailer.send({ ...mail, to: { address: deps.operatorEmail } });
      if (result.outcome !== 'sent') throw new NotTaken(result.reason);
      return 'delivered';
    },

    async webhook(alert, signal) {
      if (deps.webhook === null) return 'off';
      const { url, secret } = deps.webhook;
      const body = JSON.stringify(alertDocument(alert, deps.runbook));
      const signature = signatureHeaders({ id: alert.alertId, at: systemClock.now(), body }, [secret]);
      const result = await deps.outgoing.send({
        method: 'POST',
        url: url.reveal(),
        headers: { 'content-type': 'application/json', ...signature },
        body,
        ignoreText: true,
        timeoutMs: WEBHOOK_TIMEOUT_MS,
        signal,
      });
      if (result.outcome !== 'response') throw new NotTaken(result.outcome);
      if (result.status < 200 || result.status > 299) throw new NotTaken(`http_${result.status}`);
      return 'delivered';
    },
  };
  return (alert, channel, signal) => ways[channel](alert, signal);
}

/** What is posted. */
function alertDocument(alert: RaisedAlert, runbook: string) {
  const { alertId, code, onboardingId, raisedAt, params } = alert;
  const { subject, sentence, remedy } = describeAlert(alert);
  return {
    type: 'alert',
    id: alertId,
    code,
    onboardingId,
    raisedAt: isoInstant(raisedAt),
    title: subject,
    sentence,
    remedy,
    runbook: runbookEntry(code, runbook),
    params,
  };
}
