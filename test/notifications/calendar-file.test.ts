import { createSecretKey, randomBytes } from 'node:crypto';
import { calendarFile, calendarUidOf, type CalendarEntry } from '../../src/notifications/calendar-file';

const ENTRY: CalendarEntry = {
  uid: '0123abcd@evergrant.example',
  sequence: 2,
  writtenAt: Date.UTC(2027, 9, 22, 14, 0, 0, 999),
  at: Date.UTC(2027, 10, 21, 2, 5, 9),
  summary: 'Amazon permission ends: renew it before',
  description: 'Renew it.',
  url: 'https://evergrant.example/c/abc.def',
};

/** The property lines, put together again as a calendar does (RFC 5545 §3.1). */
function linesOf(file: string): readonly string[] {
  return file.replaceAll('\r\n ', '').split('\r\n');
}

function valueOf(file: string, property: string): string | undefined {
  return linesOf(file)
    .find((line) => line.startsWith(`${property}:`))
    ?.slice(property.length + 1);
}

/** What a text value says (RFC 5545 §3.3.11). */
function unescaped(value = ''): string {
  return value.replace(/\\([\\;,nN])/g, (_, character: string) => (/n/i.test(character) ? '\n' : character));
}

describe('a calendar file', () => {
  it('is one event with everything that RFC 5545 asks for, each line ended by CR LF', () => {
    const file = calendarFile(ENTRY);
    expect(linesOf(file)).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      expect.stringMatching(/^PRODID:/),
      'METHOD:PUBLISH',
      'BEGIN:VEVENT',
      'UID:0123abcd@evergrant.example',
      'SEQUENCE:2',
      'DTSTAMP:20271022T140000Z',
      'DTSTART:20271121T020509Z',
      'SUMMARY:Amazon permission ends: renew it before',
      'DESCRIPTION:Renew it.',
      'URL:https://evergrant.example/c/abc.def',
      'TRANSP:TRANSPARENT',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'TRIGGER:-P1D',
      'DESCRIPTION:Amazon permission ends: renew it before',
      'END:VALARM',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ]);
    expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('says its moments in UTC, whatever zone the process runs in', () => {
    const file = calendarFile({ ...ENTRY, at: Date.parse('2027-03-28T02:30:00+02:00') });
    expect(valueOf(file, 'DTSTART')).toBe('20270328T003000Z');
  });

  it.each([
    'Stores: “Ä, B; C\\D”',
    'two\nlines\r\nand a third',
    'back\\nslash',
    '',
    '日本語'.repeat(60),
    '👩‍👩‍👧'.repeat(40),
    'a'.repeat(400),
  ])('carries the text %j unharmed', (description) => {
    const said = unescaped(valueOf(calendarFile({ ...ENTRY, description }), 'DESCRIPTION'));
    expect(said).toBe(description.replaceAll('\r\n', '\n'));
  });

  it.each(['a'.repeat(74), 'a'.repeat(75), 'é'.repeat(80), '日'.repeat(80), '👍'.repeat(80), 'x👍'.repeat(80)])(
    'has no line longer than 75 octets and cuts no character: %s',
    (text) => {
      const file = Buffer.from(
        calendarFile({ ...ENTRY, summary: text, description: text, url: `${ENTRY.url}${'q'.repeat(90)}` }),
      );
      const lines = file.toString('latin1').split('\r\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(75);
      for (const line of lines) {
        expect(() => new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(line, 'latin1'))).not.toThrow();
      }
    },
  );

  it('gets no further property from a text', () => {
    const hostile = 'Acme\r\nATTENDEE:mailto:victim@other.example\r\nBEGIN:VEVENT\u0000\u2028X';
    const file = calendarFile({ ...ENTRY, summary: hostile, description: hostile });
    expect(linesOf(file).filter((line) => /^(ATTENDEE|BEGIN:VEVENT)/.test(line))).toEqual(['BEGIN:VEVENT']);
    expect(file).not.toContain('\u0000');
  });
});

describe('the name of an entry', () => {
  const key = createSecretKey(randomBytes(32));

  it('stays the same for an onboarding, so that a renewal moves the date', () => {
    expect(calendarUidOf('acme', 'evergrant.example', key)).toBe(calendarUidOf('acme', 'evergrant.example', key));
  });

  it('differs between onboardings and tells no id of ours', () => {
    const uid = calendarUidOf('acme', 'evergrant.example', key);
    expect(uid).toMatch(/^[0-9a-f]{40}@evergrant\.example$/);
    expect(uid).not.toBe(calendarUidOf('globex', 'evergrant.example', key));
  });
});
