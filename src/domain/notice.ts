/**
 * A mail to a contact that belongs to no step of the process: please confirm this address; the mails shall go elsewhere;
 * they do no longer come here.
 */
export interface Notice {
  readonly kind: 'confirm_contact' | 'contact_changing' | 'contact_removed';
  readonly contactId: string;
  /** Of the set of contacts that it tells of. */
  readonly revision: number;
}
