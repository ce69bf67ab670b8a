import { safeName, singleLine } from '../../src/notifications/safe-name';

describe('safeName', () => {
  it.each(['Acme US', 'Müller & Söhne', 'A<b>bold</b> "shop"', '株式会社アクメ', 'Dr. Good, No. 1', 'Acme 2.0'])(
    'keeps the ordinary name %j',
    (name) => expect(safeName(name)).toBe(name),
  );

  it.each([
    ['a line break', 'Acme\r\nUS', 'Acme US'],
    ['controls', 'Ac\u0000me\u0007', 'Acme'],
    ['direction overrides and zero-width characters', '\u202eAc\u200bme\u2066', 'Acme'],
    ['separators of lines', 'Acme\u2028US', 'Acme US'],
    ['full-width letters', 'Ａｃｍｅ', 'Acme'],
  ])('takes %s out of a name', (_what, name, safe) => expect(safeName(name)).toBe(safe));

  it.each([
    'https://evil.example',
    'see http:evil',
    '//evil',
    '\\\\evil\\share',
    'www.evil.example',
    'evil.example',
    'evil.exa\u200bmple',
    'evil。example',
    'evil．example',
    'mailto:someone',
    'someone@evil.example',
    'someone＠evil',
    'javascript:alert(1)',
  ])('refuses %j, which a mail program may make clickable', (name) => expect(safeName(name)).toBeUndefined());

  it.each(['', '   ', '\u200b', '\r\n'])('has nothing to show of %j', (name) => expect(safeName(name)).toBeUndefined());

  it('shows at most 60 characters', () => {
    const safe = safeName('ä'.repeat(200))!;
    expect(Array.from(safe)).toHaveLength(60);
    expect(safe).toMatch(/…$/);
  });
});

it('singleLine leaves one line', () => expect(singleLine(' a\r\n\tb\u0000 ')).toBe('a b'));
