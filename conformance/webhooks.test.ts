import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { verifyWebhook } from '../client/webhooks';
import { Secret } from '../src/domain/secret';
import { signatureHeaders } from '../src/notifications/signing';

interface Sent {
  readonly id: string;
  readonly at: number;
  readonly body: string;
  readonly secret: string;
}

type Headers = Readonly<Record<string, string>>;

/** The product, the library of Standard Webhooks, and its specification read word by word. */
const SIGNERS: Readonly<Record<string, (sent: Sent) => Headers>> = {
  'the product': ({ id, at, body, secret }) => signatureHeaders({ id, at, body }, [new Secret(secret)]),
  'the library': ({ id, at, body, secret }) => headersOf(id, at, new Webhook(secret).sign(id, new Date(at), body)),
  'the specification': ({ id, at, body, secret }) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const content = `${id}.${Math.floor(at / 1000)}.${body}`;
    return headersOf(id, at, `v1,${createHmac('sha256', key).update(content).digest('base64')}`);
  },
};

/** Give the parsed body; throw for what cannot be trusted. */
const VERIFIERS: Readonly<Record<string, (headers: Headers, body: string, secret: string) => unknown>> = {
  'our client': (headers, body, secret) => verifyWebhook({ secret, headers, body }),
  'the library': (headers, body, secret) => new Webhook(secret).verify(body, { ...headers }),
};

function headersOf(id: string, at: number, signature: string): Headers {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': signature,
  };
}

/** The specification asks for keys of 24 to 64 bytes. */
const secret = fc
  .uint8Array({ minLength: 24, maxLength: 64 })
  .map((bytes) => `whsec_${Buffer.from(bytes).toString('base64')}`);
const message = fc.record({
  id: fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/),
  body: fc.json(),
  secret,
});
/** At least one of the two is ours. */
const PAIRS = Object.keys(SIGNERS)
  .flatMap((signer) => Object.keys(VERIFIERS).map((verifier) => [signer, verifier] as const))
  .filter(([signer, verifier]) => signer === 'the product' || verifier === 'our client');

describe('the example that the libraries of Standard Webhooks are tested with', () => {
  const example: Sent = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: 1_614_265_330_000,
    body: '{"test": 2432232314}',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  };

  it.each(Object.entries(SIGNERS))('is signed by %s as published', (_name, sign) => {
    expect(sign(example)['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});

describe.each(PAIRS)('what %s signs and %s verifies', (signer, verifier) => {
  const sign = SIGNERS[signer]!;
  const verify = VERIFIERS[verifier]!;

  it('is accepted, whatever it says', () => {
    fc.assert(
      fc.property(message, (sent) => {
        const headers = sign({ ...sent, at: Date.now() });

        expect(verify(headers, sent.body, sent.secret)).toEqual(JSON.parse(sent.body));
      }),
    );
  });

  it('is refused with another body, id, time or secret', () => {
    fc.assert(
      fc.property(message, secret, (sent, other) => {
        fc.pre(other !== sent.secret);
        const headers = sign({ ...sent, at: Date.now() });
        const earlier = String(Number(headers['webhook-timestamp']) - 1);

        expect(() => verify(headers, `${sent.body} `, sent.secret)).toThrow();
        expect(() => verify({ ...headers, 'webhook-id': `${sent.id}x` }, sent.body, sent.secret)).toThrow();
        expect(() => verify({ ...headers, 'webhook-timestamp': earlier }, sent.body, sent.secret)).toThrow();
        expect(() => verify(headers, sent.body, other)).toThrow();
      }),
    );
  });

  it.each([
    [-290, 'accepted'],
    [-310, 'refused'],
    [290, 'accepted'],
    [310, 'refused'],
  ])('is, %d seconds from now, %s', (offsetS, fate) => {
    const sent = { id: 'msg_1', body: '{}', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
    const headers = sign({ ...sent, at: Date.now() + offsetS * 1000 });
    const verdict = () => verify(headers, sent.body, sent.secret);

    if (fate === 'accepted') expect(verdict()).toEqual({});
    else expect(verdict).toThrow();
  });
});

describe('while two secrets overlap', () => {
  it.each(Object.entries(VERIFIERS))('%s accepts with either of them, and with no third one', (_name, verify) => {
    fc.assert(
      fc.property(message, fc.uniqueArray(secret, { minLength: 2, maxLength: 2 }), (sent, [older, newer]) => {
        const secrets = [new Secret(older!), new Secret(newer!)];
        const headers = signatureHeaders({ id: sent.id, at: Date.now(), body: sent.body }, secrets);

        expect(verify(headers, sent.body, older!)).toEqual(JSON.parse(sent.body));
        expect(verify(headers, sent.body, newer!)).toEqual(JSON.parse(sent.body));
        fc.pre(sent.secret !== older && sent.secret !== newer);
        expect(() => verify(headers, sent.body, sent.secret)).toThrow();
      }),
    );
  });
});
