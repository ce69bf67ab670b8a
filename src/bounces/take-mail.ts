import type { Clock } from '../domain/clock';
import type { Mails } from '../registry/mails';
import { readDeliveryReport, type DeliveryReport } from './delivery-report';

/**
 * What became of a mail to the bounce address. `recorded`: a contact is unreachable now. `repeated`: we knew. `unknown`:
 * none of our mails; everything else is dropped, too.
 */
export type TakenMail = 'recorded' | 'repeated' | 'unknown' | 'not_failed' | 'no_report' | 'unreadable';

export interface TakeMailDeps {
  readonly mails: Pick<Mails, 'bounced'>;
  readonly clock: Clock;
}

/** Takes one mail in. Rejects only if the registry cannot be written: the sender then tries again. */
export async function takeMail({ mails, clock }: TakeMailDeps, raw: Uint8Array): Promise<TakenMail> {
  const report = await readOrNothing(raw);
  if (report === undefined) return 'unreadable';
  if (report.kind !== 'failed') return report.kind;
  for (const messageId of report.messageIds) {
    const outcome = await mails.bounced(messageId, clock.now());
    if (outcome === 'recorded') return 'recorded';
    if (outcome === 'known') return 'repeated';
  }
  return 'unknown';
}

async function readOrNothing(raw: Uint8Array): Promise<DeliveryReport | undefined> {
  try {
    return await readDeliveryReport(raw);
  } catch {
    return undefined;
  }
}
