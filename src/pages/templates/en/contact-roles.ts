import type { ContactRole } from '../../../registry/contacts';

/** What a contact of a role is written to about, to go on after "You would get". */
export function mattersOf(role: ContactRole): string {
  switch (role) {
    case 'seller':
      return 'the mails that ask for the consent at Amazon and remind you to renew it once a year';
    case 'merchant':
      return 'the mails about the key, the connection and the stores in Adobe Commerce';
    case 'technical':
      return 'a copy of the mails about the key, the connection and the stores in Adobe Commerce';
  }
}
