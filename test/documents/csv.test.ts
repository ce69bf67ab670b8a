import { type CsvRecord, readCsv } from '../../src/documents/csv';

const fieldsOf = (text: string) => readCsv(text).map((record) => ('fields' in record ? record.fields : record.fault));

test.each<readonly [string, string, readonly (readonly string[])[]]>([
  [
    'lines that end in CRLF',
    'a,b\r\nc,d\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'lines that end in LF, the last one in nothing',
    'a,b\nc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['empty fields', ',b,\n', [['', 'b', '']]],
  ['quoted fields with commas and doubled quotes', '"a,1","say ""hi"""\n', [['a,1', 'say "hi"']]],
  [
    'quoted fields with line breaks',
    '"one\r\ntwo",b\nc,d',
    [
      ['one\r\ntwo', 'b'],
      ['c', 'd'],
    ],
  ],
  ['an empty quoted field', '"",b', [['', 'b']]],
  ['a byte order mark', '\uFEFFa,b', [['a', 'b']]],
  [
    'empty lines, which count for nothing',
    '\na,b\n\r\n\nc,d\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['spaces, which belong to the field', ' a , b ', [[' a ', ' b ']]],
  ['nothing', '', []],
  ['a carriage return alone, which is part of its field', 'a\rb,c', [['a\rb', 'c']]],
  ['a carriage return as the very last character', 'a,"b"\r', [['a', 'b']]],
])('reads %s', (_name, text, records) => {
  expect(fieldsOf(text)).toEqual(records);
});

test.each<readonly [string, string, readonly (readonly string[] | string)[]]>([
  ['a quote inside an unquoted field', 'a"b,c\nd,e', ['stray_quote', ['d', 'e']]],
  ['text behind a quoted field', '"a"b,c\nd,e', ['stray_quote', ['d', 'e']]],
  ['a quote that is never closed', 'a,b\n"c,d\ne,f', [['a', 'b'], 'open_quote']],
])('tells %s, and goes on where it can', (_name, text, records) => {
  expect(fieldsOf(text)).toEqual(records);
});

test('reads back whatever is written by the rules', () => {
  const characters = ['a', ',', '"', '\n', '\r\n', ' ', 'é', '\uD83D\uDE00', ''];
  let seed = 7;
  const next = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const written = (field: string) => `"${field.replaceAll('"', '""')}"`;
  for (let round = 0; round < 300; round += 1) {
    const records = Array.from({ length: 1 + next(4) }, () =>
      Array.from({ length: 2 + next(3) }, () =>
        Array.from({ length: next(6) }, () => characters[next(characters.length)]).join(''),
      ),
    );
    const text = records.map((record) => record.map(written).join(',')).join('\r\n');
    expect(readCsv(text)).toEqual(records.map((fields): CsvRecord => ({ fields })));
  }
});

test('takes time in proportion to the text, also for one that never closes a quote', () => {
  const text = '"'.repeat(1) + 'a'.repeat(2_000_000);
  expect(readCsv(text)).toEqual([{ fault: 'open_quote' }]);
  expect(readCsv('a,'.repeat(500_000))).toHaveLength(1);
});
