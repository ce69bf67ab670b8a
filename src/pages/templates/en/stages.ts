import type { Stage } from '../../../domain/stages';

export interface StageWords {
  readonly title: string;
  readonly lead: string;
  /** On the button, if there is one at this stage. */
  readonly button: string;
}

/** Where it stands, as the seller is told. `renewal` is the day on which the consent ends, if there is one. */
export function stageWords(stage: Stage, renewal: string | null): StageWords {
  const connect = 'Connect on Amazon';
  const renew = 'Renew now';
  const day = renewal ?? 'its last day';
  switch (stage) {
    case 'validating_key':
    case 'awaiting_key':
    case 'creating_store':
    case 'awaiting_correction':
      return {
        title: 'Your store is being prepared',
        lead: 'There is nothing for you to do yet. You will get a mail as soon as Amazon can be connected.',
        button: connect,
      };
    case 'awaiting_consent':
    case 'consent_lapsed':
      return {
        title: 'Connect your Amazon seller account',
        lead: 'It takes about a minute: you sign in at Amazon, confirm the access, and come back here.',
        button: connect,
      };
    case 'verifying_grant':
      return {
        title: 'We are checking your consent',
        lead: 'Amazon has answered, and we are making sure that everything works. You will get a mail.',
        button: 'Connect once more',
      };
    case 'connected':
      return {
        title: 'Your Amazon account is connected',
        lead: `Everything works. The consent holds until ${day}; you may renew it earlier, at any time.`,
        button: renew,
      };
    case 'expiring':
      return {
        title: 'Renew your Amazon connection',
        lead: `Everything still works. Amazon asks once a year whether the access may go on; it ends on ${day}.`,
        button: renew,
      };
    case 'expired':
      return {
        title: 'Your Amazon connection has expired',
        lead: `Amazon ended the access on ${day}. Renew it, and everything goes on with the same store.`,
        button: renew,
      };
    case 'revoked':
      return {
        title: 'The access was ended at Amazon',
        lead: 'Somebody with access to your seller account has ended it. Connect again, and everything goes on with the same store.',
        button: connect,
      };
    case 'disconnected':
      return {
        title: 'This connection has been ended',
        lead: 'There is nothing to connect or renew any more. Only you can end the permission at Amazon itself: in Seller Central under “Apps and Services”, “Manage Your Apps”, with “Disable authorization”.',
        button: connect,
      };
  }
}
