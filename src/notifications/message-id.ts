import { createHmac, type KeyObject } from 'node:crypto';

export interface MailIdentity {
  readonly onboardingId: string;
  /** The key of the step that the mail belongs to. */
  readonly step: string;
  /** Of the grant in force, 0 before the first. */
  readonly generation: number;
  /** How often consent was opened anew within the generation; 0 the first time. */
  readonly round: number;
  /** Who gets it: the same step mailed to a second contact is another mail. */
  readonly contactId: string;
}

/**
 * The Message-ID of a mail: the same for the same mail, so that a second copy after a crash is recognised as one.
 *
 * Recipients see a keyed hash, no ids of ours. Keyed, because whoever knows a Message-ID can forge a bounce: nobody but
 * those who got the mail must be able to work it out.
 */
export function messageIdOf(mail: MailIdentity, domain: string, key: KeyObject): string {
  const identity = JSON.stringify([mail.onboardingId, mail.step, mail.generation, mail.round, mail.contactId]);
  return `<${createHmac('sha256', key).update(identity).digest('hex').slice(0, 40)}@${domain}>`;
}
