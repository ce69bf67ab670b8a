import type { Bytes } from './wire';

/** Something that is sent, and the statuses of which one must come last; null where hanging up is an answer too. */
export type Malformed = readonly [name: string, pieces: readonly Bytes[], statuses: readonly (number | null)[]];

const START_BODY = '{"merchantId":"m","region":"na"}';
const AS_CHUNK = `${START_BODY.length.toString(16)}\r\n${START_BODY}\r\n`;

/** Requests that break HTTP, or stretch it. `secret` is that of an API key with every scope. */
export function malformedRequests(secret: string, port: number): readonly Malformed[] {
  const authorized = `Host: localhost:${port}\r\nAuthorization: Bearer ${secret}\r\n`;
  const get = (target: string, more = '') => `GET ${target} HTTP/1.1\r\n${authorized}${more}\r\n`;
  const put = (framing: string, body: string) =>
    `PUT /v1/onboardings/wire HTTP/1.1\r\n${authorized}Content-Type: application/json\r\n${framing}\r\n${body}`;
  const post = (more: string) =>
    `POST /v1/api-keys HTTP/1.1\r\n${authorized}Content-Type: application/json\r\n${more}Content-Length: 2\r\n\r\n{}`;
  const list = '/v1/onboardings';

  return [
    ...['abc', '-1', '1e3', '5, 6', '0x20', '99999999999999999999999', '+32', ' '].map((length): Malformed => [
      `Content-Length: ${length}`,
      [put(`Content-Length: ${length}\r\n`, START_BODY)],
      [400, null],
    ]),
    ['two lengths that differ', [put('Content-Length: 32\r\nContent-Length: 33\r\n', START_BODY)], [400]],
    [
      'a length and chunks',
      [put('Content-Length: 3\r\nTransfer-Encoding: chunked\r\n', `${AS_CHUNK}0\r\n\r\n`)],
      [400],
    ],
    ['a body shorter than its length', [put('Content-Length: 3000\r\n', START_BODY)], [400, null]],
    ['a body longer than its length', [put(`Content-Length: ${START_BODY.length - 1}\r\n`, START_BODY)], [400]],
    ['a length without a body, and hanging up', [put('Content-Length: 3000\r\n', '')], [400, null]],
    ['two megabytes', [put('Content-Length: 2000000\r\n', ' '.repeat(2_000_000))], [413, null]],
    [
      'two megabytes in chunks',
      [put('Transfer-Encoding: chunked\r\n', `1e8480\r\n${' '.repeat(2_000_000)}\r\n0\r\n\r\n`)],
      [413, null],
    ],
    [
      'two megabytes that nobody may send',
      [`PUT ${list}/x HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n`, ' '.repeat(2_000_000)],
      [401, null],
    ],

    ['chunks', [put('Transfer-Encoding: chunked\r\n', `${AS_CHUNK}0\r\nX-Trailer: 1\r\n\r\n`)], [202]],
    ...[
      'zz\r\n',
      '-1\r\n',
      'ffffffffffffffffff\r\n',
      AS_CHUNK,
      `5;${'x'.repeat(20_000)}\r\nhello\r\n`,
      '5\r\nhelloworld\r\n',
      '\0\r\n',
    ].map((chunks, index): Malformed => [
      `chunked rubbish ${index}`,
      [put('Transfer-Encoding: chunked\r\n', chunks)],
      [400, 413, null],
    ]),
    ...['xchunked', 'gzip, chunked', 'chunked, chunked', 'identity', 'chunked\r\nTransfer-Encoding: chunked'].map(
      (encoding): Malformed => [
        `Transfer-Encoding: ${encoding}`,
        [put(`Transfer-Encoding: ${encoding}\r\n`, `${AS_CHUNK}0\r\n\r\n`)],
        [202, 400, 409, null],
      ],
    ),

    ['a huge header', [get(list, `X-Large: ${'x'.repeat(20_000)}\r\n`)], [431, null]],
    ['very many headers', [get(list, 'A: b\r\n'.repeat(5_000))], [200, 431, null]],
    ['a huge target', [get(`/${'x'.repeat(20_000)}`)], [431, null]],
    ['a huge query', [get(`${list}?${'a=b&'.repeat(3_000)}`)], [400]],
    ['a header without a colon', [get(list, 'Rubbish\r\n')], [400]],
    ['a header with a space in its name', [get(list, 'X Y: 1\r\n')], [400]],
    ['a header without a name', [get(list, ': 1\r\n')], [400]],
    ['a header with NUL', [get(list, 'X-Y: a\0b\r\n')], [400]],
    ['a folded header', [get(list, 'X-Y: a\r\n b\r\n')], [200, 400]],
    ['bare line feeds', [get(list).replaceAll('\r\n', '\n')], [200, 400]],
    ['bare carriage returns', [get(list).replaceAll('\r\n', '\r')], [400, null]],
    ['no Host', ['GET /healthz HTTP/1.1\r\n\r\n'], [400]],
    ['two Hosts', ['GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'], [200, 400]],
    ['an unreadable Host', ['GET /healthz HTTP/1.1\r\nHost: [::1:99999\r\n\r\n'], [200, 400]],
    ['header bytes that are no UTF-8', [get(list, 'X-Y: \xff\xfe\r\nAccept: \xc3\x28\r\n')], [200]],
    ['Authorization twice', [get(list, 'Authorization: Bearer other\r\n')], [200, 401]],
    [
      'If-Match twice',
      [`DELETE ${list}/none/stores/us HTTP/1.1\r\n${authorized}If-Match: "1"\r\nIf-Match: "2"\r\n\r\n`],
      [404, 412],
    ],
    ['Idempotency-Key twice', [post('Idempotency-Key: a\r\nIdempotency-Key: b\r\n')], [400, 422]],
    ['Content-Type twice', [post('Content-Type: text/plain\r\n')], [415, 422]],
    ['Content-Encoding twice', [post('Content-Encoding: gzip\r\nContent-Encoding: br\r\n')], [415]],

    ...['%', '%zz', '%E0%A4%A', '%00', '%ff', '%c0%af', '..%2f..%2f', '\xff', '\x80abc', '"<>'].flatMap(
      (rubbish): Malformed[] => [
        [`${JSON.stringify(rubbish)} in the path`, [get(`${list}/${rubbish}`)], [400]],
        [`${JSON.stringify(rubbish)} in the query`, [get(`${list}?merchantId=${rubbish}`)], [400]],
        [`${JSON.stringify(rubbish)} as address`, [get(`/${rubbish}`)], [400, 404]],
      ],
    ),
    ...['\x00', '\x01', '\x7f', ' '].map((control): Malformed => [
      `${JSON.stringify(control)} in the target`,
      [get(`${list}/a${control}b`)],
      [400],
    ]),
    ['the same parameter twice', [get(`${list}?limit=1&limit=2`)], [400]],
    ['the same parameter very often', [get(`${list}?${'limit=1&'.repeat(1_500)}`)], [400]],
    ['prototype keys', [get(`${list}?__proto__=1&constructor=2&__proto__[x]=3`)], [400]],
    ['an empty query', [get(`${list}?`)], [200]],
    ['a fragment', [get(`${list}#part`)], [200, 400, 404]],
    ['two slashes', [get('//v1/onboardings')], [404]],
    ['two slashes and another host', [get('//evil.example/v1/onboardings')], [404]],
    ['backslashes', [get('\\v1\\onboardings')], [400, 404]],
    ['dots', [get('/v1/../v1/./onboardings')], [404]],
    ['an absolute target', [get(`http://localhost:${port}${list}`)], [200, 404]],
    ['an absolute target elsewhere', [get('https://user:password@evil.example/v1/onboardings')], [200, 400, 404]],
    ...[
      'http://[::1',
      'http://a:99999999/',
      'http://',
      'http:',
      '://',
      'http://%zz/',
      'mailto:a@b',
      'javascript:alert(1)',
      '?',
      '*',
    ].map((target): Malformed => [`the target ${target}`, [get(target)], [400, 404]]),
    ...[
      'http://[::1?limit=1',
      'http://a:99999999/v1/onboardings?limit=1',
      'http://a b/',
      'http://[::1/c/x',
      'http://%zz/amazon/callback?a=b',
    ].map((target): Malformed => [`the target ${target}`, [get(target)], [200, 302, 400, 404]]),

    ['an unknown method', [get(list).replace('GET', 'FOO')], [400]],
    ['a method in small letters', [get(list).replace('GET', 'get')], [400]],
    ['a very long method', [get(list).replace('GET', 'G'.repeat(9_000))], [400]],
    ['HTTP/0.9', ['GET /healthz\r\n\r\n'], [200, 400]],
    ['HTTP/1.0 without a Host', ['GET /healthz HTTP/1.0\r\n\r\n'], [200]],
    ['HTTP/9.9', ['GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n'], [400]],
    ['HTTP/2 with prior knowledge', ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], [400, null]],
    ['a TLS greeting', [Buffer.from('16030100a5010000a10303', 'hex')], [400, null]],
    ['nothing', [''], [null]],
    ['empty lines', ['\r\n\r\n\r\n'], [400, null]],
    ['a request after empty lines', [`\r\n\r\n${get(list)}`], [200]],
    [
      'an upgrade to WebSocket',
      [get(list, 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\n')],
      [200],
    ],
    [
      'an upgrade to HTTP/2',
      [get(list, 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n')],
      [200],
    ],
    ['CONNECT', ['CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n'], [null]],

    [
      'Expect: 100-continue',
      [put(`Expect: 100-continue\r\nContent-Length: ${START_BODY.length}\r\n`, START_BODY)],
      [202],
    ],
    [
      'Expect: 100-continue from nobody',
      ['PUT /v1/onboardings/x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n'],
      [400, 401, null],
    ],
    ['Expect: miracles', [get(list, 'Expect: miracles\r\n')], [417]],

    ['fifty requests at once', [get(list).repeat(50)], [200]],
    ['rubbish after a request', [`${get(list)}\x00\xff rubbish\r\n\r\n`], [400]],
    ['a request in single bytes', get(list).split(/(?=[^])/), [200]],
    ['a character in two pieces', [`GET ${list}?merchantId=%C3`, `%A9 HTTP/1.1\r\n${authorized}\r\n`], [400]],
  ];
}
