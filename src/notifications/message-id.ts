import { createHash } from 'node:crypto';

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
 * Recipients see a hash, no ids of ours.
 */
export function messageIdOf(mail: MailIdentity, domain: string): string {
  const identity = JSON.stringify([mail.onboardingId, mail.step, mail.generation, mail.round, mail.contactId]);
  return `<${createHash('sha256').update(identity).digest('hex').slice(0, 40)}@${domain}>`;
}
