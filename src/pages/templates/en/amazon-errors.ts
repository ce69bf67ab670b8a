/** What Amazon's own pages may have shown. Amazon sends nothing back from them (SP-API docs, "Authorization errors"). */
export interface AmazonErrorWords {
  readonly shown: string;
  readonly meaning: string;
}

/** `name` is the backend's configured name. */
export function amazonErrors(name: string): readonly AmazonErrorWords[] {
  return [
    {
      shown: 'I pressed Cancel, closed the page, or was interrupted',
      meaning: 'Then nothing has happened. Connect again whenever it suits you.',
    },
    {
      shown: '“Invalid access: You do not have permissions to view this page”',
      meaning:
        'Your Amazon user may not give access. Ask the primary user of the seller account, usually the person who opened it, to open the link and sign in.',
    },
    {
      shown: '“You must be the primary user of a Professional selling account”, or SPDC8143',
      meaning:
        'Only the primary user can confirm, and the account must be on the Professional selling plan. Sign out, then sign in as the primary user.',
    },
    {
      shown: 'The wrong store or account',
      meaning: 'Open Seller Central, sign out there, then connect again and sign in with the right account.',
    },
    {
      shown: 'MD9999, or an error page without a code',
      meaning: 'A disturbance inside Amazon. Try again in a few minutes, or in a private window of your browser.',
    },
    {
      shown: 'MD1000, MD5100, MD5101, MD5110 or MD9100',
      meaning: `Our application is not set up correctly at Amazon. You cannot mend that: please tell ${name} the code.`,
    },
    {
      shown: 'SPSA0404 or SPSA2043',
      meaning: `Our application is not open to your kind of Amazon account. Please tell ${name} the code.`,
    },
    {
      shown: 'CONSENT_LIMIT_REACHED',
      meaning: `Amazon allows our application no further seller at the moment. You cannot mend that: please tell ${name}.`,
    },
  ];
}
