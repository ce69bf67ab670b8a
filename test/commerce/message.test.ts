import fc from 'fast-check';
import { readCommerceMessage } from '../../src/commerce/message';
import { plainText } from '../../src/commerce/plain-text';

const textOf = (message: string, parameters?: unknown, secrets: string[] = []) =>
  readCommerceMessage({ message, parameters }, secrets)?.text;

describe('the placeholders of a message', () => {
  it.each<[string, unknown, string]>([
    ['No "%1" in %2.', ['asin', 'catalog'], 'No "asin" in catalog.'],
    ['No "%fieldValue" in %fieldName.', { fieldName: 'code', fieldValue: 'asin' }, 'No "asin" in code.'],
    ['No "%fieldValue".', [{ fieldName: 'code' }, { fieldValue: 'asin' }], 'No "asin".'],
    ['No "%1".', { '1': 'asin' }, 'No "asin".'],
    ['%1 of %2.', [7, true], '7 of true.'],
    ['Needs %resources.', { resources: ['A::a', 'B::b'] }, 'Needs A::a, B::b.'],
    ['%10 and %1.', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'], 'j and a.'],
    ['%1 and %2.', ['%2', 'b'], '%2 and b.'],
    ['%1 of %unknown.', ['a'], 'a of %unknown.'],
    ['100% sure.', [], '100% sure.'],
    ['Nothing to fill.', undefined, 'Nothing to fill.'],
    ['No %1.', null, 'No %1.'],
    ['No %1.', 'not a list', 'No %1.'],
    ['No %1.', [null], 'No %1.'],
    ['Odd %constructor %__proto__.', {}, 'Odd %constructor %__proto__.'],
  ])('are filled: %p with %p', (message, parameters, filled) => {
    expect(textOf(message, parameters)).toBe(filled);
  });
});

it('a message of placeholders stays small, whatever fills them: the two would multiply until memory is used up', () => {
  const parameters = ['a'.repeat(1_000_000), Array.from({ length: 100_000 }, () => 'bcdefghijk')];

  for (const message of ['%1'.repeat(500_000), '%2'.repeat(500_000)]) {
    expect(textOf(message, parameters)?.length).toBeLessThanOrEqual(300);
  }
});

describe('what another system wrote', () => {
  it.each([undefined, null, 'text', [], {}, { message: 7 }, { error: 'x' }])('is no message: %p', (body) => {
    expect(readCommerceMessage(body, [])).toBeUndefined();
  });

  it('loses its stack trace', () => {
    const message = readCommerceMessage({ message: 'Broken.', trace: '#0 /var/www/secret.php' }, []);

    expect(JSON.stringify(message)).not.toContain('secret.php');
  });

  it('loses every repetition of a secret, encoded or not', () => {
    const text = textOf('Token %1 (%2) is unknown.', ['canary/token', 'canary%2Ftoken'], ['canary/token', '']);

    expect(text).toBe('Token … (…) is unknown.');
  });

  it('keeps the named resources, a few and short', () => {
    const resources = ['Magento_Backend::store, Magento_Catalog::attributes_attributes', 'x'.repeat(500)];

    const read = readCommerceMessage({ message: '', parameters: { resources } }, [])?.resources;

    expect(read).toEqual(['Magento_Backend::store', 'Magento_Catalog::attributes_attributes', expect.any(String)]);
    expect(read?.[2]).toHaveLength(100);
  });

  it('becomes one line of at most the given length without controls', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, maxLength) => {
        const plain = plainText(text, maxLength);

        expect(plain.length).toBeLessThanOrEqual(maxLength);
        expect(plain).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });
});
