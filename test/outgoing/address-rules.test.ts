import fc from 'fast-check';
import { checkAddress, isPermittedAddress, STRICT_RULES, type OutgoingRules } from '../../src/outgoing/address-rules';

function codeOf(address: string, rules: OutgoingRules = STRICT_RULES): string {
  const verdict = checkAddress(address, rules);
  return verdict.outcome === 'ok' ? 'ok' : verdict.code;
}

describe('an address that a merchant gives', () => {
  it.each([
    'https://shop.example.com',
    'https://shop.example.com:443/magento/',
    'https://8.8.8.8',
    'https://[2606:4700::1111]/',
  ])('is accepted when it is https, on port 443 and public: %s', (address) => {
    expect(codeOf(address)).toBe('ok');
  });

  it.each([
    'https://127.0.0.1',
    'https://127.1',
    'https://0x7f.1',
    'https://0x7f000001',
    'https://2130706433',
    'https://0177.0.0.1',
    'https://127.0.0.1.',
    'https://127。0。0。1',
    'https://%31%32%37.0.0.1',
    'https://[::1]',
    'https://[::]',
    'https://[::ffff:127.0.0.1]',
    'https://[::ffff:7f00:1]',
    'https://[::ffff:8.8.8.8]',
    'https://[::127.0.0.1]',
    'https://[64:ff9b::7f00:1]',
    'https://[2002:7f00:1::]',
    'https://[fe80::1]',
    'https://[fc00::1]',
    'https://[fd12:3456::1]',
    'https://0.0.0.0',
    'https://10.0.0.1',
    'https://172.16.0.1',
    'https://192.168.1.1',
    'https://100.64.0.1',
    'https://169.254.169.254/latest/meta-data',
    'https://198.18.0.1',
    'https://224.0.0.1',
    'https://255.255.255.255',
    'https://localhost',
    'https://LOCALHOST.',
    'https://shop.localhost',
  ])('is refused as private in every spelling: %s', (address) => {
    expect(codeOf(address)).toBe('private_address');
  });

  it('is refused as private for every IPv4 address of the loopback network written as one number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0x7f000000, max: 0x7fffffff }), (address) => {
        expect(codeOf(`https://${address}`)).toBe('private_address');
        expect(codeOf(`https://0x${address.toString(16)}`)).toBe('private_address');
        expect(codeOf(`https://0${address.toString(8)}`)).toBe('private_address');
      }),
    );
  });

  it.each([
    ['http://shop.example.com', 'not_https'],
    ['ftp://shop.example.com', 'not_https'],
    ['file:///etc/passwd', 'not_https'],
    ['https://shop.example.com:8443', 'port'],
    ['https://someone@shop.example.com', 'userinfo'],
    ['https://:pa55@shop.example.com', 'userinfo'],
    ['shop.example.com', 'unreadable'],
    ['https://', 'unreadable'],
    ['', 'unreadable'],
  ])('is refused: %s is %s', (address, code) => {
    expect(codeOf(address)).toBe(code);
  });

  it('is refused in words that name a remedy and do not repeat a password', () => {
    const verdict = checkAddress('https://someone:pa55word@shop.example.com', STRICT_RULES);

    expect(verdict).toMatchObject({ remedy: expect.stringMatching(/\S/) });
    expect(JSON.stringify(verdict)).not.toContain('pa55word');
  });
});

describe('an allowed origin', () => {
  const rules = { ...STRICT_RULES, allowedOrigins: ['http://127.0.0.1:4000'] };

  it('is accepted with any path, although it is http and private', () => {
    expect(codeOf('http://127.0.0.1:4000/commerce', rules)).toBe('ok');
  });

  it.each([
    ['http://127.0.0.1:4001', 'not_https'],
    ['http://localhost:4000', 'not_https'],
    ['https://127.0.0.1:4000', 'port'],
    ['http://127.0.0.1:4000.example.com', 'unreadable'],
    ['http://127.0.0.1:4000@example.com', 'userinfo'],
    ['http://me@127.0.0.1:4000', 'userinfo'],
  ])('is compared as an origin and not as text: %s is %s', (address, code) => {
    expect(codeOf(address, rules)).toBe(code);
  });
});

describe("an operator's exceptions", () => {
  it('open a port', () => {
    expect(codeOf('https://shop.example.com:8443', { ...STRICT_RULES, allowedPorts: [8443] })).toBe('ok');
  });

  it('open a private network to literals within it alone', () => {
    const rules = { ...STRICT_RULES, allowedCidrs: ['10.20.0.0/16'] };

    expect(codeOf('https://10.20.1.1', rules)).toBe('ok');
    expect(codeOf('https://10.21.1.1', rules)).toBe('private_address');
  });

  it('let one name resolve to a private address, and no other', () => {
    const rules = { ...STRICT_RULES, allowedHosts: ['shop.intern.example'] };

    expect(isPermittedAddress('10.0.0.1', 'shop.intern.example', rules)).toBe(true);
    expect(isPermittedAddress('10.0.0.1', 'other.intern.example', rules)).toBe(false);
  });
});

describe('http of this machine, where it is open', () => {
  const rules = { ...STRICT_RULES, allowLoopbackHttp: true };

  it.each(['http://127.0.0.1:4711/hook', 'http://localhost/hook?a=b', 'http://0x7f.1:80'])(
    'is accepted: %s',
    (address) => {
      expect(codeOf(address, rules)).toBe('ok');
    },
  );

  it.each([
    ['https://127.0.0.1', 'private_address'],
    ['https://localhost', 'private_address'],
    ['http://[::1]:4711', 'not_https'],
    ['http://127.0.0.2', 'not_https'],
    ['http://hook.localhost', 'not_https'],
    ['http://10.0.0.1', 'not_https'],
    ['http://shop.example.com', 'not_https'],
    ['http://me@127.0.0.1', 'userinfo'],
  ])('opens nothing else: %s is %s', (address, code) => {
    expect(codeOf(address, rules)).toBe(code);
  });

  it('lets localhost be a loopback address and no other', () => {
    expect(isPermittedAddress('::1', 'localhost', rules)).toBe(true);
    expect(isPermittedAddress('127.0.0.1', 'localhost', rules)).toBe(true);
    expect(isPermittedAddress('10.0.0.1', 'localhost', rules)).toBe(false);
    expect(isPermittedAddress('127.0.0.1', 'shop.example.com', rules)).toBe(false);
  });
});
