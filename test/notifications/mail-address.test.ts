import { oneMailbox } from '../../src/notifications/mail-address';

describe('oneMailbox', () => {
  it.each(['a@b.example', 'first.last+tag@shop.shop', "o'neil@sub.domain.info", 'a@xn--mller-kva.example'])(
    'accepts %j as it is',
    (address) => expect(oneMailbox(address)).toBe(address),
  );

  it('writes a domain of other letters in ASCII', () => {
    expect(oneMailbox('a@müller.example')).toBe('a@xn--mller-kva.example');
  });

  it.each([
    ['two addresses', 'a@b.example,c@d.example'],
    ['two addresses with a semicolon', 'a@b.example;c@d.example'],
    ['a line break and a header', 'a@b.example\r\nBcc: c@d.example'],
    ['a bare line feed', 'a@b.example\n'],
    ['a line break before the at sign', 'a\r\nRCPT TO:<c@d.example>@b.example'],
    ['a display name', 'A <c@d.example>'],
    ['angle brackets', '<a@b.example>'],
    ['a comment', 'a(c@d.example)@b.example'],
    ['quotes', '"a@d.example"@b.example'],
    ['a space', 'a b@c.example'],
    ['two at signs', 'a@b@c.example'],
    ['a source route', '@d.example:a@b.example'],
    ['an address literal', 'a@[127.0.0.1]'],
    ['a local part of other letters', 'ä@b.example'],
    ['an NUL', 'a\u0000@b.example'],
    ['dots in a row', 'a..b@c.example'],
    ['a domain without a dot', 'a@localhost'],
    ['a hyphen at the edge', 'a@-b.example'],
    ['no domain', 'a@'],
    ['no local part', '@b.example'],
    ['nothing', ''],
    ['an overlong local part', `${'a'.repeat(65)}@b.example`],
    ['an overlong address', `a@${'b.'.repeat(130)}example`],
  ])('refuses %s', (_what, address) => expect(oneMailbox(address)).toBeUndefined());
});
