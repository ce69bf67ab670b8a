import type { Instant } from '../domain/clock';
import type { TicketAction } from '../domain/ticket-actions';
import { recordAudit, TICKET_ISSUED_ACTION } from './audit';
import { fingerprint, randomToken } from './fingerprint';
import type { Database, Tx } from './transactions';

export interface Tickets {
  /** Makes a ticket that permits `action` once within ten minutes, to the onboarding named or, with null, to none. */
  issue(
    input: { readonly action: TicketAction; readonly onboardingId: string | null; readonly actor: string },
    at: Instant,
  ): Promise<{ readonly ticket: string; readonly expiresAt: Instant }>;
  /** Uses a ticket up; false for one that does not permit this, or no longer. */
  redeem(ticket: string, action: TicketAction, onboardingId: string | null, at: Instant): Promise<boolean>;
}

/** Long enough to read a question twice, too short to be kept for another day. */
const TICKET_TTL_MS = 10 * 60_000;

/** Lets secret scanners and people see what a leaked string is. */
const PREFIX = 'tkt_';

export function createTickets(database: Database): Tickets {
  return {
    issue: ({ action, onboardingId, actor }, at) =>
      database.write(async (tx) => {
        await tx.db.deleteFrom('tickets').where('expires_at', '<=', at).execute();
        const ticket = PREFIX + randomToken();
        const expiresAt = at + TICKET_TTL_MS;
        await tx.db
          .insertInto('tickets')
          .values({ ticket_hash: fingerprint(ticket), action, onboarding_id: onboardingId, expires_at: expiresAt })
          .execute();
        await recordAudit(tx, { onboardingId, action: TICKET_ISSUED_ACTION, actor, reason: '', subject: action }, at);
        return { ticket, expiresAt };
      }),

    redeem: (ticket, action, onboardingId, at) =>
      database.write((tx) => redeemTicket(tx, ticket, action, onboardingId, at)),
  };
}

/** Uses a ticket up within the transaction of what it permits; false for one that does not permit it. */
export async function redeemTicket(
  tx: Tx,
  ticket: string,
  action: TicketAction,
  onboardingId: string | null,
  at: Instant,
): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom('tickets')
    .where('ticket_hash', '=', fingerprint(ticket))
    .where('action', '=', action)
    .where('onboarding_id', onboardingId === null ? 'is' : '=', onboardingId)
    .where('expires_at', '>', at)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}
