import { bodyHmac } from '../../src/documents/same-body';

const BODY = { merchantId: 'acme', apiKey: 'secret' };

test('who reads the fingerprint of a body cannot try out bodies without the key', () => {
  const one = bodyHmac(Buffer.alloc(32, 1), BODY);

  expect(bodyHmac(Buffer.alloc(32, 1), { ...BODY })).toBe(one);
  expect(bodyHmac(Buffer.alloc(32, 2), BODY)).not.toBe(one);
});
