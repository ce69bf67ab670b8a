import { renderMail, type MailContent } from '../../src/notifications/render';

const LINK = 'https://evergrant.example/c/abc.def?a=1&b=2';
const basis = {
  language: 'en',
  publicName: 'Acme Sync',
  link: LINK,
  stores: [
    { name: 'Acme US', country: 'US' },
    { name: 'Acme UK', country: 'UK' },
  ],
  addressConfirmed: true,
} as const;
const CALENDAR = {
  uid: 'abc@evergrant.example',
  sequence: 1,
  writtenAt: Date.UTC(2027, 9, 1),
  at: Date.UTC(2027, 10, 21, 2, 0),
  url: 'https://evergrant.example/c/renew',
} as const;
const expiry = { day: Date.UTC(2027, 10, 21, 2, 0), timeZone: 'America/New_York' } as const;

const SURE = { estimated: false, calendar: CALENDAR } as const;

/** Mails about stores. */
type StoreMail = Extract<MailContent, { readonly stores: unknown }>;

const MAILS: readonly [string, StoreMail][] = [
  ['invitation', { ...basis, kind: 'invitation' }],
  ['nudge', { ...basis, kind: 'nudge' }],
  ['something is needed of the merchant', { ...basis, kind: 'merchant_needed' }],
  ['connected', { ...basis, ...expiry, kind: 'connected', calendar: CALENDAR }],
  ['reminder 30 days ahead', { ...basis, ...expiry, kind: 'reminder', daysLeft: 30, ...SURE }],
  ['reminder 7 days ahead', { ...basis, ...expiry, kind: 'reminder', daysLeft: 7, ...SURE }],
  ['reminder on the last day', { ...basis, ...expiry, kind: 'reminder', daysLeft: 0, ...SURE }],
];

const EXPIRED = { ...basis, ...expiry, kind: 'expired', daysDark: 1, daysToRecover: 729 } as const;
const MAILS_OF_THE_YEAR: typeof MAILS = [
  ...MAILS,
  ['renewed', { ...basis, ...expiry, kind: 'renewed', calendar: CALENDAR }],
  ['recovered', { ...basis, ...expiry, kind: 'recovered', calendar: CALENDAR }],
  [
    'reminder of an estimated day',
    { ...basis, ...expiry, kind: 'reminder', daysLeft: 0, estimated: true, calendar: null },
  ],
  ['expired', EXPIRED],
  ['revoked', { ...basis, ...expiry, kind: 'revoked' }],
  ['another account', { ...basis, kind: 'wrong_account' }],
];

describe.each(MAILS_OF_THE_YEAR)('the mail: %s', (_name, mail) => {
  it('says who asks, for which stores, and offers the link once', () => {
    const { subject, text, html } = renderMail(mail);
    expect(subject).toMatch(/Amazon/);
    expect(text).toContain('Acme Sync');
    expect(text).toContain('stores: “Acme US” (United States) and “Acme UK” (United Kingdom)');
    expect(text.split(LINK)).toHaveLength(2);
    expect(html.match(/<a /g)).toHaveLength(1);
    expect(html).toContain('href="https://evergrant.example/c/abc.def?a=1&amp;b=2"');
  });

  it('leaves no placeholder empty', () => {
    const { subject, text, html } = renderMail(mail);
    expect(subject + text + html).not.toMatch(/undefined|null|NaN|<%|\[object/);
    expect(text).not.toMatch(/ {2}| [.,:]/);
  });

  it('to an unconfirmed address is fixed text with countries instead of names', () => {
    const { text, html } = renderMail({ ...mail, addressConfirmed: false });
    expect(text).toContain('stores: United States and United Kingdom');
    expect(text + html).not.toMatch(/Acme US|Acme UK/);
  });

  it('has the same subject whatever the stores are called', () => {
    const renamed = { ...mail, stores: [{ name: 'Subject: urgent\r\nBcc: x', country: 'US' as const }] };
    expect(renderMail(renamed).subject).toBe(renderMail(mail).subject);
  });

  it('escapes a name in HTML and leaves it as it is in text', () => {
    const { text, html } = renderMail({ ...mail, stores: [{ name: `<img src=x>"'&`, country: 'MX' }] });
    expect(text).toContain(`“<img src=x>"'&” (Mexico)`);
    expect(html).toContain('&lt;img src=x&gt;&quot;&#39;&amp;');
    expect(html).not.toContain('<img');
  });

  it('cannot be made to run a template by a name', () => {
    const { text } = renderMail({ ...mail, stores: [{ name: '<%= it %> ${1+1}', country: 'CA' }] });
    expect(text).toContain('“<%= it %> ${1+1}” (Canada)');
  });

  it.each(['Pay at https://evil.example', 'pay@evil.example', 'evil.example'])(
    'shows the country instead of the name %j',
    (name) => {
      const { text, html } = renderMail({ ...mail, stores: [{ name, country: 'CA' }] });
      expect(text).toContain('store: Canada');
      expect(text + html).not.toMatch(/evil/);
    },
  );

  it('gets no further paragraph or button from a name', () => {
    const hostile = { ...mail, stores: [{ name: 'Acme\n\nButton: Click', country: 'US' as const }] };
    const paragraphs = (one: MailContent) => renderMail(one).text.split('\n\n').length;
    expect(paragraphs(hostile)).toBe(paragraphs(mail));
  });
});

const PLAIN = { language: 'en', publicName: 'Acme Sync' } as const;
const ABOUT_CONTACTS: readonly [string, MailContent][] = [
  ['no more reminders', { ...PLAIN, kind: 'reminders_off', link: LINK }],
  ['please confirm this address', { ...PLAIN, ...expiry, kind: 'confirm_contact', link: LINK }],
  ['the mails shall go elsewhere', { ...PLAIN, kind: 'contact_changing' }],
  [
    'the connection is being ended',
    {
      ...PLAIN,
      ...expiry,
      kind: 'disconnected',
      stores: [{ name: 'Acme US', country: 'US' }],
      addressConfirmed: false,
    },
  ],
  [
    'the connection goes on after all',
    { ...PLAIN, kind: 'disconnect_undone', stores: [{ name: 'Acme US', country: 'US' }], addressConfirmed: false },
  ],
  ['the mails come here no longer', { ...PLAIN, kind: 'contact_removed' }],
];

describe.each(ABOUT_CONTACTS)('the mail about contacts: %s', (_name, mail) => {
  it('says who sends it and leaves no placeholder empty', () => {
    const { subject, text, html } = renderMail(mail);
    expect(text).toContain('Acme Sync');
    expect(subject + text + html).not.toMatch(/undefined|null|NaN|<%|\[object/);
    expect(text).not.toMatch(/ {2}| [.,:]/);
  });

  it('has one link where there is something to confirm, and none where there is nothing to do', () => {
    const { text, html } = renderMail(mail);
    const links = 'link' in mail ? 1 : 0;
    expect(text.split('http')).toHaveLength(1 + links);
    expect(html.split('<a ')).toHaveLength(1 + links);
  });
});

it('the mail to be confirmed says until when, by the clock of the contact', () => {
  const mail = { ...PLAIN, ...expiry, kind: 'confirm_contact', link: LINK } as const;
  expect(renderMail(mail).text).toContain('works until November 20, 2027');
});

it('the three reminders say three different things', () => {
  const subjects = MAILS.filter(([, mail]) => mail.kind === 'reminder').map(([, mail]) => renderMail(mail).subject);
  expect(new Set(subjects).size).toBe(3);
});

it('dates are those of the contacts time zone', () => {
  const mail = { ...basis, ...expiry, kind: 'connected', calendar: null } as const;
  expect(renderMail(mail).text).toContain('November 20, 2027');
  expect(renderMail({ ...mail, timeZone: 'Europe/London' }).text).toContain('November 21, 2027');
});

it.each([
  [7, 'in 7 days'],
  [1, 'in 1 day'],
])('a reminder %i days ahead says "%s"', (daysLeft, words) => {
  expect(renderMail({ ...basis, ...expiry, ...SURE, kind: 'reminder', daysLeft }).text).toContain(
    `ends ${words}, on November`,
  );
});

it.each([
  [1, 729, 'since then, for 1 day, Acme Sync has not been able to work', 'another 729 days'],
  [7, 723, 'since then, for 7 days, Acme Sync has not been able to work', 'another 723 days'],
  [0, 730, 'since then Acme Sync has not been able to work', 'another 730 days'],
])(
  'after %i days without permission the mail counts them, and the days left to fetch orders',
  (daysDark, left, dark, rest) => {
    const { text } = renderMail({ ...EXPIRED, daysDark, daysToRecover: left });
    expect(text).toContain(dark);
    expect(text).toContain(rest);
  },
);

it.each(MAILS_OF_THE_YEAR.filter(([, mail]) => 'calendar' in mail && mail.calendar !== null))(
  'the calendar entry of the mail "%s" names no store to an unconfirmed address',
  (_name, mail) => {
    const unfolded = (addressConfirmed: boolean) =>
      renderMail({ ...mail, addressConfirmed }).calendar?.replaceAll('\r\n ', '') ?? '';
    expect(unfolded(true)).toContain('Acme US');
    expect(unfolded(false)).toContain('United States and United Kingdom');
    expect(unfolded(false)).not.toMatch(/Acme US|Acme UK/);
  },
);

it('a single store is not called stores', () => {
  const mail = { ...basis, kind: 'invitation', stores: [basis.stores[0]] } as const;
  expect(renderMail(mail).text).toContain('your Amazon store: “Acme US”');
});

it.each(['de-DE', 'EN-gb', '../../secrets', ''])('the language %j gets the English text', (language) => {
  const mail = { ...basis, kind: 'invitation' } as const;
  expect(renderMail({ ...mail, language })).toEqual(renderMail(mail));
});

it.each(['javascript:alert(1)', '/c/relative-secret', 'data:text/html,secret'])(
  'the link %j is refused without being repeated',
  (link) => {
    const render = () => renderMail({ ...basis, kind: 'invitation', link });
    expect(render).toThrow(TypeError);
    expect(render).not.toThrow(/secret|alert/);
  },
);
