import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import OAuth from 'oauth-1.0a';
import { oauth1Header, percentEncode, signatureBaseString, type Parameter } from '../src/commerce/oauth1';
import { signatureBase, verifyOAuth1 } from '../src/simulator/commerce/oauth1-verification';
import { makeIntegration } from '../src/simulator/commerce/seeds';

interface Signed {
  readonly method: string;
  readonly url: string;
  /** Of the Authorization header, decoded, without the signature; and of a form body. */
  readonly parameters: readonly Parameter[];
}

/** Our client, the simulator, and a package that neither of them uses. */
const IMPLEMENTATIONS: Readonly<Record<string, (signed: Signed) => string>> = {
  'our client': ({ method, url, parameters }) => signatureBaseString(method, new URL(url), parameters),
  'the simulator': ({ method, url, parameters }) => signatureBase({ method, url }, new Map(parameters)),
};

/** RFC 5849 §3.4.1.1: the request of §3.4.1.3.1, whose form body gives the last two parameters. */
const EXAMPLE: Signed = {
  method: 'POST',
  url: 'http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b',
  parameters: [
    ['oauth_consumer_key', '9djdj82h48djs9d2'],
    ['oauth_token', 'kkk9d7dh3k39sjv7'],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', '137131201'],
    ['oauth_nonce', '7d8f3e4a'],
    ['c2', ''],
    ['a3', '2 q'],
  ],
};
const EXAMPLE_BASE_STRING =
  'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2' +
  '%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26' +
  'oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7';

/** The requests of RFC 5849 §1.2. It publishes their signatures, which prove the base strings to the last byte. */
const SIGNED_EXAMPLES: readonly (readonly [
  name: string,
  signed: Signed,
  secrets: readonly [string, string],
  signature: string,
])[] = [
  [
    'for temporary credentials',
    {
      method: 'POST',
      url: 'https://photos.example.net/initiate',
      parameters: [
        ['oauth_consumer_key', 'dpf43f3p2l4k3l03'],
        ['oauth_signature_method', 'HMAC-SHA1'],
        ['oauth_timestamp', '137131200'],
        ['oauth_nonce', 'wIjqoS'],
        ['oauth_callback', 'http://printer.example.com/ready'],
      ],
    },
    ['kd94hf93k423kf44', ''],
    '74KNZJeDHnMBp0EMJ9ZHt/XKycU=',
  ],
  [
    'for token credentials',
    {
      method: 'POST',
      url: 'https://photos.example.net/token',
      parameters: [
        ['oauth_consumer_key', 'dpf43f3p2l4k3l03'],
        ['oauth_token', 'hh5s93j4hdidpola'],
        ['oauth_signature_method', 'HMAC-SHA1'],
        ['oauth_timestamp', '137131201'],
        ['oauth_nonce', 'walatlh'],
        ['oauth_verifier', 'hfdp7dh39dks9884'],
      ],
    },
    ['kd94hf93k423kf44', 'hdhd0244k9j7ao03'],
    'gKgrFCywp7rO0OXSjdot/IHF7IU=',
  ],
  [
    'for a photo',
    {
      method: 'GET',
      url: 'http://photos.example.net/photos?file=vacation.jpg&size=original',
      parameters: [
        ['oauth_consumer_key', 'dpf43f3p2l4k3l03'],
        ['oauth_token', 'nnch734d00sl2jdk'],
        ['oauth_signature_method', 'HMAC-SHA1'],
        ['oauth_timestamp', '137131202'],
        ['oauth_nonce', 'chapoH'],
      ],
    },
    ['kd94hf93k423kf44', 'pfkkdhi9sl3r4s00'],
    'MdpQcU8iPSUjWoN/UDMsK2sui9I=',
  ],
];

describe.each(Object.entries(IMPLEMENTATIONS))('%s and the examples of RFC 5849', (_name, baseString) => {
  it('agree on the base string of §3.4.1.1', () => {
    expect(baseString(EXAMPLE)).toBe(EXAMPLE_BASE_STRING);
  });

  it.each([
    ['http://EXAMPLE.COM:80/r%20v/X?id=123', 'http://example.com/r%20v/X'],
    ['https://www.example.net:8080/?q=1', 'https://www.example.net:8080/'],
  ])('agree on the address of §3.4.1.2 for %s', (url, address) => {
    expect(baseString({ method: 'GET', url, parameters: [] }).split('&')[1]).toBe(encodeURIComponent(address));
  });

  it.each(SIGNED_EXAMPLES)('agree on the signature of §1.2 %s', (_request, signed, secrets, signature) => {
    const key = secrets.map(percentEncode).join('&');

    expect(createHmac('sha1', key).update(baseString(signed)).digest('base64')).toBe(signature);
  });
});

const NOW = Date.UTC(2026, 10, 21, 10);
const integration = makeIntegration('any', 1, []);

const AWKWARD = [
  '%',
  '&',
  '=',
  '+',
  '/',
  '?',
  '#',
  '[',
  ']',
  '!',
  "'",
  '(',
  ')',
  '*',
  '~',
  '-',
  '_',
  '.',
  ' ',
  '"',
  '\\',
];

/** Text of any kind, often of the kind that encodings stumble over. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({ unit: fc.constantFrom(...AWKWARD), maxLength: 8 }),
);
const name = text.filter((one) => one !== '' && one !== '__proto__' && !one.startsWith('oauth_'));
/** Some names stand several times, as in lists. */
const query = fc.array(fc.tuple(fc.oneof(name, fc.constantFrom('storeCodes[0]', 'storeCodes[]', 'a')), text), {
  maxLength: 6,
});
const path = fc.array(text.map(percentEncode), { maxLength: 4 }).map((parts) => `/rest/all/V1/${parts.join('/')}`);
const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE');
const request = fc.record({ method, path, query });
type Request = typeof request extends fc.Arbitrary<infer T> ? T : never;

function urlOf({ path: sent, query: parameters }: Pick<Request, 'path' | 'query'>): URL {
  const encoded = parameters.map(([one, value]) => `${percentEncode(one)}=${percentEncode(value)}`).join('&');
  return new URL(`https://shop.example.com:8443${sent}${encoded === '' ? '' : `?${encoded}`}`);
}

/** The header's parameters by name, decoded. */
function fieldsOf(header: string): ReadonlyMap<string, string> {
  const fields = header.replace(/^OAuth /, '').split(', ');
  return new Map(
    fields.map((field) => {
      const [, one, value] = /^(\w+)="([^"]*)"$/.exec(field)!;
      return [one!, decodeURIComponent(value!)];
    }),
  );
}

/**
 * The package, told which nonce and time to use. It reads no names from a query that are encoded, so it is given the
 * query's parameters decoded, those of one name as a list.
 */
function byPackage(sent: Request, header: ReadonlyMap<string, string>) {
  const signer = new OAuth({
    consumer: { key: integration.consumerKey, secret: integration.consumerSecret },
    signature_method: 'HMAC-SHA256',
    hash_function: (base, key) => createHmac('sha256', key).update(base).digest('base64'),
  });
  signer.getNonce = () => header.get('oauth_nonce')!;
  signer.getTimeStamp = () => Number(header.get('oauth_timestamp'));
  const lists = new Map<string, string[]>();
  for (const [one, value] of sent.query) lists.set(one, [...(lists.get(one) ?? []), value]);
  const data = Object.fromEntries(lists);
  const { origin, pathname } = urlOf(sent);
  const token = { key: integration.accessToken, secret: integration.accessTokenSecret };
  const authorized = signer.authorize({ url: origin + pathname, method: sent.method, data }, token);
  // What it returns has the request's own parameters in it too.
  const oauth = Object.entries(authorized)
    .filter(([one]) => one.startsWith('oauth_'))
    .map(([one, value]): [string, string] => [one, String(value)]);
  return {
    header: Object.fromEntries(oauth),
    authorization: signer.toHeader(authorized).Authorization,
    baseString: signer.getBaseString(
      { url: origin + pathname, method: sent.method, data },
      Object.fromEntries(oauth.filter(([one]) => one !== 'oauth_signature')) as unknown as OAuth.Data,
    ),
  };
}

describe('for any request', () => {
  it('our client signs as the package does', () => {
    fc.assert(
      fc.property(request, (sent) => {
        const header = fieldsOf(oauth1Header(sent.method, urlOf(sent), integration, NOW));

        expect(Object.fromEntries(header)).toEqual(byPackage(sent, header).header);
      }),
      { numRuns: 500 },
    );
  });

  it('client, simulator and package make the same base string', () => {
    fc.assert(
      fc.property(request, (sent) => {
        const header = fieldsOf(oauth1Header(sent.method, urlOf(sent), integration, NOW));
        const parameters = [...header].filter(([one]) => one !== 'oauth_signature');
        const signed = { method: sent.method, url: urlOf(sent).href, parameters };

        const made = Object.values(IMPLEMENTATIONS).map((baseString) => baseString(signed));

        const { baseString } = byPackage(sent, header);
        expect(made).toEqual([baseString, baseString]);
      }),
      { numRuns: 500 },
    );
  });

  it("the simulator takes our client's signature and the package's", () => {
    fc.assert(
      fc.property(request, (sent) => {
        const url = urlOf(sent);
        const ours = oauth1Header(sent.method, url, integration, NOW);

        expect(verify(sent.method, url, ours)).toBe('signed');
        expect(verify(sent.method, url, byPackage(sent, fieldsOf(ours)).authorization)).toBe('signed');
      }),
      { numRuns: 200 },
    );
  });

  it('the simulator refuses a signature of another method, path, query or secret', () => {
    const other = { ...integration, accessTokenSecret: 'x'.repeat(32) };
    fc.assert(
      fc.property(request, (sent) => {
        const url = urlOf(sent);
        const header = oauth1Header(sent.method, url, integration, NOW);
        const changedQuery = urlOf({ ...sent, query: [...sent.query, ['more', '']] });
        const changedPath = urlOf({ ...sent, path: `${sent.path}x` });

        expect(verify(sent.method === 'GET' ? 'POST' : 'GET', url, header)).toBe('rejected');
        expect(verify(sent.method, changedQuery, header)).toBe('rejected');
        expect(verify(sent.method, changedPath, header)).toBe('rejected');
        expect(verify(sent.method, url, oauth1Header(sent.method, url, other, NOW))).toBe('rejected');
      }),
      { numRuns: 100 },
    );
  });

  function verify(sentMethod: string, url: URL, authorization: string): string {
    const signed = { method: sentMethod, url: url.href, authorization };
    return verifyOAuth1(signed, [integration], NOW, () => true).outcome;
  }
});
