import { DAY_MS } from './policy';

/** For how many days a new address of a contact can be confirmed; then the proposal dies and mails stay where they go. */
export const CONTACT_PROPOSAL_DAYS = 7;
/** Real days, also where policy days are short: a person has to read a mail. */
export const CONTACT_PROPOSAL_TTL_MS = CONTACT_PROPOSAL_DAYS * DAY_MS;
