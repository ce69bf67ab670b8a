import { createInputChecks } from '../../src/documents/input-checks';
import { type AdoptionFile, readAdoptionFile } from '../../src/documents/adoption-file';
import { createContract } from '../../src/domain/contract/contract';
import { STRICT_RULES } from '../../src/outgoing/address-rules';

const { adoptionRow } = createContract(createInputChecks(STRICT_RULES));

const HEADER = [
  'onboardingId',
  'merchantId',
  'region',
  'sellerId',
  'refreshToken',
  'consentedAt',
  'consentedAtBasis',
  'stores.0.country',
  'stores.0.websiteCode',
  'stores.0.email',
  'stores.0.name',
  'stores.0.mapping.amazonIdType',
  'stores.0.mapping.attributeCode',
  'stores.0.mapping.createAttributeIfMissing',
  'metadata.tier_1',
].join(',');
const LINE = 'acme,m-1,na,A2SELLER,Atzr|token,2026-03-01,stated,US,base,a@acme.shop,"Acme, US",asin,asin,true,gold';

const csv = (...lines: readonly string[]) => readAdoptionFile(lines.join('\r\n'), 'csv', adoptionRow);
const rowsOf = (file: AdoptionFile) => (file.outcome === 'rows' ? file.rows : []);
const codesOf = (file: AdoptionFile) =>
  rowsOf(file).map((read) =>
    'issues' in read ? read.issues.map((issue) => ('params' in issue ? issue.params?.['code'] : issue.code)) : 'usable',
  );

test('a line of CSV is the row that its columns name', () => {
  const [read] = rowsOf(csv(HEADER, LINE));

  expect(read).toMatchObject({
    row: {
      onboardingId: 'acme',
      refreshToken: 'Atzr|token',
      consentedAt: Date.UTC(2026, 2, 1),
      stores: [{ country: 'US', name: 'Acme, US', mapping: { attributeCode: 'asin', createAttributeIfMissing: true } }],
      metadata: { tier_1: 'gold' },
    },
  });
});

test('an empty cell leaves its field out, and what was in it with it', () => {
  const file = csv(`${HEADER},stores.1.country,stores.1.email,returnUrl`, `${LINE},,,`);
  expect(rowsOf(file)[0]).toMatchObject({ row: { stores: [{ country: 'US' }] } });
});

test('a line that cannot be used stops no other', () => {
  const file = csv(HEADER, 'acme,m-1', LINE, LINE.replace('acme', 'ac"me'), LINE, `${LINE},more`);
  expect(codesOf(file)).toEqual([
    ['wrong_number_of_cells'],
    'usable',
    ['stray_quote'],
    'usable',
    ['wrong_number_of_cells'],
  ]);
});

test('a row that cannot be used says which it is', () => {
  expect(rowsOf(csv(HEADER, LINE.replace('na', 'antarctica')))[0]).toMatchObject({ onboardingId: 'acme' });
});

test.each([
  ['no names', LINE],
  ['a name that is no field', `${HEADER},__proto__`],
  ['a name that reaches into one', `${HEADER},stores.__proto__.x`],
  ['a name twice', `${HEADER},region`],
])('a file with %s is refused as a whole, and nothing of it is repeated', (_name, header) => {
  const file = csv(header, LINE);
  expect(file.outcome).toBe('unreadable');
  expect(JSON.stringify(file)).not.toContain('Atzr');
});

test('columns named after what objects inherit are unknown fields and change nothing', () => {
  const file = csv(`${HEADER},constructor.prototype.polluted`, `${LINE},yes`);
  expect(rowsOf(file)[0]).toHaveProperty('issues');
  expect(({} as { readonly polluted?: string }).polluted).toBeUndefined();
});

test.each([
  ['a list', (row: object) => [row]],
  ['a body of the API', (row: object) => ({ rows: [row] })],
])('JSON is %s', (_name, fileOf) => {
  const row = { onboardingId: 'acme' };
  expect(rowsOf(readAdoptionFile(JSON.stringify(fileOf(row)), 'json', adoptionRow))).toMatchObject([
    { onboardingId: 'acme' },
  ]);
});

test.each(['{', '{"row": []}', 'null', ''])('JSON that is no list of rows is refused: %s', (text) => {
  expect(readAdoptionFile(text, 'json', adoptionRow).outcome).toBe('unreadable');
});
