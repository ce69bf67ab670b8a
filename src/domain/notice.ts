import type { Instant } from './clock';
import type { Requirement } from './requirements';

/** A mail that belongs to no step of the process. */
export type Notice =
  ContactNotice | MerchantNotice | WrongAccountNotice | LinkNotice | RoleAddedNotice | DisconnectNotice;

/**
 * To a contact, about the contacts: please confirm this address; the mails shall go elsewhere; they do no longer come
 * here; no more reminders come here, as was asked for.
 */
export interface ContactNotice {
  readonly kind: 'confirm_contact' | 'contact_changing' | 'contact_removed' | 'reminders_off';
  readonly contactId: string;
  /** Of the set of contacts that it tells of. */
  readonly revision: number;
}

/** To the merchant, with a copy to the technical contact: something new is needed for key, connection or stores. */
export interface MerchantNotice {
  readonly kind: 'merchant_needed';
  /** Grows: of the publication that told of it, or the instant at which a mail about it came back. */
  readonly stateVersion: number;
}

/** To a contact: the link that somebody asked for, on a page or by coming from Seller Central. */
export interface LinkNotice {
  readonly kind: 'link_requested';
  readonly purpose: RequestedPurpose;
  readonly contactId: string;
  /** When it was asked for. */
  readonly at: Instant;
}

/** What links are mailed on request for. */
export type RequestedPurpose = 'renew' | 'manage';

/**
 * To the seller: a consent came from another Amazon account than the one that is expected, and is kept aside; or from the
 * expected one, which looks like another: please confirm that it is yours.
 */
export interface WrongAccountNotice {
  readonly kind: 'wrong_account' | 'confirm_owner';
  readonly grantRef: string;
}

/**
 * To the seller: the connection is being ended, and what only they can end at Amazon; or, to whoever was told that, it
 * was taken back.
 */
export interface DisconnectNotice {
  readonly kind: 'disconnected' | 'disconnect_undone';
  /** When the disconnect was asked for. */
  readonly at: Instant;
}

/** To the seller: a role was added to the app, please consent anew. */
export interface RoleAddedNotice {
  readonly kind: 'role_added';
  readonly campaignId: string;
  /** Counts the tries. */
  readonly round: number;
}

/** The step under which a mail to the merchant is recorded, for one list of what is needed. */
export function merchantStep(listKey: string): string {
  return `merchant_needed/${listKey}`;
}

export function isMerchantStep(step: string): boolean {
  return step.startsWith(merchantStep(''));
}

/** What tells one notice of a kind from another of the same onboarding. */
export function noticeKey(notice: Notice): string {
  switch (notice.kind) {
    case 'merchant_needed':
      return `${notice.kind}/${notice.stateVersion}`;
    case 'wrong_account':
    case 'confirm_owner':
      return `${notice.kind}/${notice.grantRef}`;
    case 'role_added':
      return `${notice.kind}/${notice.campaignId}/${notice.round}`;
    case 'disconnected':
    case 'disconnect_undone':
      return `${notice.kind}/${notice.at}`;
    case 'link_requested':
      return `${notice.kind}/${notice.purpose}/${notice.at}/${notice.contactId}`;
    default:
      return `${notice.kind}/${notice.revision}/${notice.contactId}`;
  }
}

/**
 * For how many policy hours the merchant is left alone: who has just sent a wrong key sends the right one at once, and a
 * backend gives key, connection and stores one after the other.
 */
const MERCHANT_GRACE_HOURS = 0.25;

/** A mail about the disconnect that was just leaving when that was taken back is on record after so many policy hours. */
const UNDO_GRACE_HOURS = 1 / 60;

/** How long a notice waits before it is looked at whether it is still wanted, in policy hours. */
export function noticeDelayHours({ kind }: Notice): number {
  if (kind === 'merchant_needed') return MERCHANT_GRACE_HOURS;
  return kind === 'disconnect_undone' ? UNDO_GRACE_HOURS : 0;
}

/** What the merchant is written to about. That mails do not arrive is for the backend to see. */
export function merchantNeeds(requirements: readonly Requirement[]): readonly Requirement[] {
  return requirements.filter(({ waitingOn, code }) => waitingOn === 'merchant' && code !== 'contact_unreachable');
}
