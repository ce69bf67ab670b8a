import type { Selectable } from 'kysely';
import { bouncedRef } from '../domain/bounced-step';
import type { Instant } from '../domain/clock';
import { isMerchantStep } from '../domain/notice';
import { REMINDER_KEY_PREFIX } from '../domain/plan';
import { findContact, type ContactRow } from './contact-row';
import { markUnreachable } from './contact-reach';
import { raiseEvent, type NewEvent } from './events';
import { lockOnboarding } from './onboarding-row';
import type { OutboxTask } from './outbox';
import type { MailsTable } from './schema';
import type { Database, Tx } from './transactions';

export interface Mails {
  /** True if a mail with this Message-ID has been recorded as sent and has not come back. */
  wasSent(messageId: string): Promise<boolean>;
  /**
   * Whether somebody has pressed Connect since the first reminder of this generation; `false` also if none was sent.
   */
  wereAnswered(onboardingId: string, generation: number): Promise<boolean>;
  /** Records it with the event of its step, if one is given, once. */
  recordSent(
    mail: {
      readonly messageId: string;
      readonly onboardingId: string;
      readonly step: string;
      readonly generation: number;
      readonly contactId: string;
    },
    event: NewEvent | null,
    at: Instant,
  ): Promise<void>;
  /**
   * A mail came back for good: its contact is unreachable, which raises `contact.unreachable`, and the process is told to
   * send the step to the next one. A mail counts once. `unknown`: no mail of ours has this Message-ID.
   */
  bounced(messageId: string, at: Instant): Promise<'recorded' | 'known' | 'unknown'>;
}

type MailRow = Selectable<MailsTable>;

export function createMails(database: Database): Mails {
  return {
    async wasSent(messageId) {
      const row = await database.db
        .selectFrom('mails')
        .select('bounced_at')
        .where('message_id', '=', messageId)
        .executeTakeFirst();
      return row?.bounced_at === null;
    },

    async wereAnswered(onboardingId, generation) {
      const attempt = await database.db
        .selectFrom('attempts')
        .select('consent_id')
        .where('onboarding_id', '=', onboardingId)
        .where('created_at', '>=', (builder) =>
          builder
            .selectFrom('mails')
            .select(({ fn }) => fn.min('mails.sent_at').as('first'))
            .where('mails.onboarding_id', '=', onboardingId)
            .where('mails.generation', '=', generation)
            .where('mails.step', 'like', `${REMINDER_KEY_PREFIX}%`),
        )
        .limit(1)
        .executeTakeFirst();
      return attempt !== undefined;
    },

    recordSent: (mail, event, at) =>
      database.write(async (tx) => {
        const onboarding = await lockOnboarding(tx, mail.onboardingId);
        if (!onboarding) throw new Error(`There is no onboarding ${mail.onboardingId} that a mail could belong to.`);
        await tx.db
          .insertInto('mails')
          .values({
            message_id: mail.messageId,
            onboarding_id: mail.onboardingId,
            step: mail.step,
            generation: mail.generation,
            contact_id: mail.contactId,
            sent_at: at,
          })
          // One that came back is sent again once its contact is reachable again.
          .onConflict((conflict) => conflict.column('message_id').doUpdateSet({ bounced_at: null, sent_at: at }))
          .execute();
        if (event) await raiseEvent(tx, onboarding, event, at);
      }),

    bounced: (messageId, at) =>
      database.write(async (tx) => {
        const seen = await findMail(tx, messageId);
        const onboarding = seen && (await lockOnboarding(tx, seen.onboarding_id));
        const mail = onboarding && (await findMail(tx, messageId));
        if (!mail) return 'unknown';
        if (mail.bounced_at !== null) return 'known';
        await tx.db.updateTable('mails').set({ bounced_at: at }).where('message_id', '=', messageId).execute();
        if (onboarding.closed_at !== null) return 'recorded';
        const contact = await findContact(tx.db, mail.contact_id);
        if (contact && hasAnswered(contact, mail)) return 'recorded';
        if (contact) await markUnreachable(tx, onboarding, contact, 'bounced', at);
        await tx.enqueue(sendAgain(mail, at), at);
        return 'recorded';
      }),
  };
}

/** What leads to the same mail to the next contact; it is judged there whether that is still wanted. */
function sendAgain({ onboarding_id: onboardingId, generation, step }: MailRow, at: Instant): OutboxTask {
  if (isMerchantStep(step)) {
    return { kind: 'notice', onboardingId, notice: { kind: 'merchant_needed', stateVersion: at } };
  }
  return {
    kind: 'factsChanged',
    onboardingId,
    fact: 'contact',
    ref: bouncedRef({ generation, step }),
    revision: 0,
  };
}

/** Who has used a link since a mail was sent was reached, whatever is reported of that mail. */
function hasAnswered({ confirmed_at: confirmedAt }: ContactRow, { sent_at: sentAt }: MailRow): boolean {
  return confirmedAt !== null && confirmedAt >= sentAt;
}

async function findMail(tx: Tx, messageId: string): Promise<MailRow | undefined> {
  return tx.db.selectFrom('mails').selectAll().where('message_id', '=', messageId).executeTakeFirst();
}
