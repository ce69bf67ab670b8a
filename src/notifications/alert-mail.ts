import { describeAlert, type Alert } from '../domain/alerts';
import { isoInstant, type Instant } from '../domain/clock';
import { runbookEntry } from '../domain/runbook';
import { mailOfParagraphs } from './paragraphs';

/** The mail of an alert: what happened, what to do, where to read on. Sent again it is the same mail. */
export function alertMail(
  alert: Pick<Alert, 'code' | 'params' | 'onboardingId'> & { readonly alertId: string; readonly raisedAt: Instant },
  { mailDomain, runbook }: { readonly mailDomain: string; readonly runbook: string },
) {
  const { alertId, code, onboardingId, raisedAt } = alert;
  const { subject, sentence, remedy } = describeAlert(alert);
  return {
    messageId: `<${alertId}@${mailDomain}>`,
    subject: `Evergrant: ${subject}${onboardingId === null ? '' : ` (${onboardingId})`}`,
    ...mailOfParagraphs([
      `What happened: ${sentence}`,
      `What to do: ${remedy}`,
      `Read on: ${runbookEntry(code, runbook)}`,
      ...(onboardingId === null
        ? []
        : [`Onboarding: ${onboardingId}. See how it stands: evergrant show ${onboardingId}`]),
      `Raised at ${isoInstant(raisedAt)}.`,
    ]),
  };
}
