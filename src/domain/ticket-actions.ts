/** What nobody does by accident: each asks for a ticket of its own. */
export const TICKET_ACTIONS = ['owner_change', 'purge', 'adoption'] as const;
export type TicketAction = (typeof TICKET_ACTIONS)[number];
