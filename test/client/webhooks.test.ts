import { randomBytes } from 'node:crypto';
import { Webhook, WebhookVerificationError as LibraryRefusal } from 'standardwebhooks';
import { verifyWebhook, WebhookVerificationError, type ReceivedWebhook } from '../../client/webhooks';
import { Secret } from '../../src/domain/secret';
import { signatureHeaders } from '../../src/notifications/signing';

const secretOf = () => `whsec_${randomBytes(32).toString('base64')}`;
const SECRET = secretOf();
const OTHER = secretOf();
const BODY = JSON.stringify({ id: 'evt_1', type: 'api_key.valid', data: { name: 'Zoë ✓' } });
const NOW = Math.floor(Date.now() / 1000) * 1000;

function signed(secrets: readonly string[] = [SECRET], at = NOW, body = BODY): Record<string, string> {
  return signatureHeaders(
    { id: 'evt_1', at, body },
    secrets.map((secret) => new Secret(secret)),
  );
}

function reasonOf(received: Partial<ReceivedWebhook>): string {
  try {
    verifyWebhook({ secret: SECRET, headers: signed(), body: BODY, now: new Date(NOW), ...received });
    return 'trusted';
  } catch (error) {
    if (error instanceof WebhookVerificationError) return error.reason;
    throw error;
  }
}

describe('what we sign', () => {
  test('is trusted by the library', () => {
    expect(new Webhook(SECRET).verify(BODY, signed())).toEqual(JSON.parse(BODY));
  });

  test('by two secrets is trusted by the library with either', () => {
    const headers = signed([SECRET, OTHER]);
    for (const secret of [SECRET, OTHER]) expect(new Webhook(secret).verify(BODY, headers)).toBeTruthy();
    expect(() => new Webhook(secretOf()).verify(BODY, headers)).toThrow(LibraryRefusal);
  });

  test('is never unsigned', () => {
    expect(() => signed([])).toThrow('at least one secret');
  });
});

describe('the verify helper', () => {
  test('trusts what the library signs', () => {
    const at = new Date(NOW);
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(NOW / 1000),
      'webhook-signature': new Webhook(SECRET).sign('evt_1', at, BODY),
    };
    expect(verifyWebhook({ secret: SECRET, headers, body: BODY, now: at })).toEqual(JSON.parse(BODY));
  });

  test.each<[string, Partial<ReceivedWebhook>]>([
    ['headers of fetch', { headers: new Headers(signed()) }],
    ['a body of bytes', { body: Buffer.from(BODY) }],
    ['one of two secrets', { secret: [OTHER, SECRET] }],
    ['one of two signatures', { headers: signed([OTHER, SECRET]) }],
    ['a signature beside one of an unknown kind', { headers: withSignature((own) => `v1a,abc ${own}`) }],
    ['the edge of five minutes before', { now: new Date(NOW + 300_000) }],
    ['the edge of five minutes after', { now: new Date(NOW - 300_000) }],
    [
      'headers in capitals',
      { headers: Object.fromEntries(Object.entries(signed()).map(([name, value]) => [name.toUpperCase(), value])) },
    ],
  ])('trusts %s', (_what, received) => {
    expect(reasonOf(received)).toBe('trusted');
  });

  test.each<[string, Partial<ReceivedWebhook>, string]>([
    ['another secret', { secret: OTHER }, 'wrong_signature'],
    ['another body', { body: BODY.replace('evt_1', 'evt_2') }, 'wrong_signature'],
    ['another id', { headers: { ...signed(), 'webhook-id': 'evt_2' } }, 'wrong_signature'],
    ['another time', { headers: { ...signed(), 'webhook-timestamp': String(NOW / 1000 + 1) } }, 'wrong_signature'],
    ['a signature that is cut', { headers: withSignature((own) => own.slice(0, -4)) }, 'wrong_signature'],
    ['a signature of another version', { headers: withSignature((own) => own.replace('v1', 'v2')) }, 'wrong_signature'],
    ['an empty signature', { headers: withSignature(() => 'v1,') }, 'wrong_signature'],
    ['a request of six minutes ago', { now: new Date(NOW + 301_000) }, 'too_old'],
    ['a request of tomorrow', { now: new Date(NOW - 301_000) }, 'too_new'],
    ['a time that is none', { headers: { ...signed(), 'webhook-timestamp': 'now' } }, 'malformed'],
    ['a missing header', { headers: { ...signed(), 'webhook-id': undefined } }, 'missing_header'],
    ['a header that came twice', { headers: { ...signed(), 'webhook-id': ['a', 'b'] } }, 'missing_header'],
    ['a body that is no JSON', { body: 'x', headers: signed([SECRET], NOW, 'x') }, 'malformed'],
  ])('refuses %s', (_what, received, reason) => {
    expect(reasonOf(received)).toBe(reason);
  });

  test('takes no empty secret', () => {
    expect(() => reasonOf({ secret: 'whsec_' })).toThrow(TypeError);
  });
});

function withSignature(change: (own: string) => string): Record<string, string> {
  const headers = signed();
  return { ...headers, 'webhook-signature': change(headers['webhook-signature']!) };
}
