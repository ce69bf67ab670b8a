import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import {
  normalizeParameters,
  oauth1Header,
  percentEncode,
  signatureBaseString,
  type Parameter,
} from '../../src/commerce/oauth1';

const CREDENTIALS = {
  consumerKey: 'consumer key',
  consumerSecret: 'consumer&secret',
  accessToken: 'access/token',
  accessTokenSecret: 'token=secret',
};
const URL_WITH_QUERY = new URL('https://shop.example.com/rest/all/V1/store/storeConfigs?storeCodes%5B0%5D=a%20b');
const AT = Date.UTC(2026, 10, 21, 10, 0, 0, 999);

function fieldsOf(header: string): Record<string, string> {
  const fields = header.replace(/^OAuth /, '').split(', ');
  return Object.fromEntries(
    fields.map((field) => {
      const [, name, value] = /^([a-z_]+)="([^"]*)"$/.exec(field)!;
      return [name!, decodeURIComponent(value!)];
    }),
  );
}

// RFC 5849 §3.4.1.1 and §3.4.1.3.1: the published request, its parameters and its base string.
const RFC_URL = new URL('http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b');
const RFC_PARAMETERS: Parameter[] = [
  ['oauth_consumer_key', '9djdj82h48djs9d2'],
  ['oauth_token', 'kkk9d7dh3k39sjv7'],
  ['oauth_signature_method', 'HMAC-SHA1'],
  ['oauth_timestamp', '137131201'],
  ['oauth_nonce', '7d8f3e4a'],
  ['c2', ''],
  ['a3', '2 q'],
];

describe('the signature base string', () => {
  it('is the one that RFC 5849 publishes for its example request', () => {
    expect(signatureBaseString('post', RFC_URL, RFC_PARAMETERS)).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D' +
        '%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1' +
        '%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    );
  });

  it.each([
    ['http://EXAMPLE.COM:80/r%20v/X?id=123', 'http://example.com/r%20v/X'],
    ['https://www.example.net:8080/?q=1', 'https://www.example.net:8080/'],
  ])('names the address as RFC 5849 §3.4.1.2 publishes it: %s', (address, named) => {
    expect(signatureBaseString('GET', new URL(address), []).split('&')[1]).toBe(encodeURIComponent(named));
  });
});

describe('normalized parameters', () => {
  it('are those that RFC 5849 publishes for its example request', () => {
    expect(normalizeParameters([...RFC_URL.searchParams, ...RFC_PARAMETERS])).toBe(
      'a2=r%20b&a3=2%20q&a3=a&b5=%3D%253D&c%40=&c2=&oauth_consumer_key=9djdj82h48djs9d2&oauth_nonce=7d8f3e4a' +
        '&oauth_signature_method=HMAC-SHA1&oauth_timestamp=137131201&oauth_token=kkk9d7dh3k39sjv7',
    );
  });

  it('sort by the whole name before the value', () => {
    expect(
      normalizeParameters([
        ['a-', '1'],
        ['a', '2'],
        ['a', '1'],
      ]),
    ).toBe('a=1&a=2&a-=1');
  });

  it('keep every parameter, in an order that does not depend on how they came', () => {
    const parameter = fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(fc.array(parameter), (parameters) => {
        const normalized = normalizeParameters(parameters);

        expect(normalizeParameters([...parameters].reverse())).toBe(normalized);
        const decoded =
          normalized === '' ? [] : normalized.split('&').map((pair) => pair.split('=').map(decodeURIComponent));
        const sorted = (pairs: readonly (readonly string[])[]) => pairs.map((pair) => JSON.stringify(pair)).sort();
        expect(sorted(decoded)).toEqual(sorted(parameters));
      }),
    );
  });
});

it('percent-encoding leaves only the unreserved octets and writes the others in upper-case hex', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const octets = [...Buffer.from(text, 'utf8')].map((octet) => {
        const character = String.fromCharCode(octet);
        return /[A-Za-z0-9\-._~]/.test(character) ? character : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
      });

      expect(percentEncode(text)).toBe(octets.join(''));
    }),
  );
});

describe('the Authorization header', () => {
  it('is signed with HMAC-SHA256 over the base string, query included, under both secrets', () => {
    const { oauth_signature: signature, ...parameters } = fieldsOf(
      oauth1Header('GET', URL_WITH_QUERY, CREDENTIALS, AT),
    );

    const baseString = signatureBaseString('GET', URL_WITH_QUERY, Object.entries(parameters));
    expect(baseString).toContain(encodeURIComponent('storeCodes%5B0%5D=a%20b'));
    expect(signature).toBe(
      createHmac('sha256', 'consumer%26secret&token%3Dsecret').update(baseString).digest('base64'),
    );
  });

  it('claims the given time in whole seconds', () => {
    expect(fieldsOf(oauth1Header('GET', URL_WITH_QUERY, CREDENTIALS, AT))).toMatchObject({
      oauth_consumer_key: 'consumer key',
      oauth_token: 'access/token',
      oauth_signature_method: 'HMAC-SHA256',
      oauth_timestamp: String(Date.UTC(2026, 10, 21, 10) / 1000),
    });
  });

  it('has a fresh nonce for each try', () => {
    const nonces = [1, 2].map(() => fieldsOf(oauth1Header('GET', URL_WITH_QUERY, CREDENTIALS, AT))['oauth_nonce']);

    expect(new Set(nonces).size).toBe(2);
  });

  it('holds neither of the secrets', () => {
    expect(decodeURIComponent(oauth1Header('GET', URL_WITH_QUERY, CREDENTIALS, AT))).not.toMatch(/secret/);
  });
});
