import { raiseEvent } from './events';
import { lockOnboarding } from './onboarding-row';
import type { Mails } from './registry';
import type { Database } from './transactions';

export function createMails(database: Database): Mails {
  return {
    async wasSent(messageId) {
      const row = await database.db
        .selectFrom('mails')
        .select('message_id')
        .where('message_id', '=', messageId)
        .executeTakeFirst();
      return row !== undefined;
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
          .onConflict((conflict) => conflict.column('message_id').doNothing())
          .execute();
        if (event) await raiseEvent(tx, onboarding, event, at);
      }),
  };
}
