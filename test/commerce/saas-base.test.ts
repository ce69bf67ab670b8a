import { isSaasHost, saasBaseFault } from '../../src/commerce/saas-base';

const STAND_IN = 'http://127.0.0.1:4000/commerce/saas';

it.each([
  'https://na1.api.commerce.adobe.com/AbC123',
  'https://na1-sandbox.api.commerce.adobe.com/AbC123/',
  'https://a.b.api.commerce.adobe.com/AbC_1-2',
])('%s can be a SaaS instance', (address) => {
  expect(saasBaseFault(new URL(address), undefined)).toBeNull();
});

it.each([
  ['http://na1.api.commerce.adobe.com/tenant', 'host'],
  ['https://na1.api.commerce.adobe.com:8443/tenant', 'host'],
  ['https://api.commerce.adobe.com/tenant', 'host'],
  ['https://evilapi.commerce.adobe.com/tenant', 'host'],
  ['https://na1.api.commerce.adobe.com.evil.example/tenant', 'host'],
  ['https://shop.example/na1.api.commerce.adobe.com', 'host'],
  [`${STAND_IN}/tenant`, 'host'],
  ['https://na1.api.commerce.adobe.com', 'path'],
  ['https://na1.api.commerce.adobe.com/rest', 'path'],
  ['https://na1.api.commerce.adobe.com/V1', 'path'],
  ['https://na1.api.commerce.adobe.com/tenant/rest', 'path'],
  ['https://na1.api.commerce.adobe.com/%2e%2e', 'path'],
])('%s can not, because of its %s', (address, fault) => {
  expect(saasBaseFault(new URL(address), undefined)).toBe(fault);
});

it('a stand-in has its tenants as folders, and nothing else of its origin is one', () => {
  const fault = (address: string) => saasBaseFault(new URL(address), STAND_IN);

  expect(fault(`${STAND_IN}/soylent`)).toBeNull();
  expect(fault('http://127.0.0.1:4000/commerce/acme')).toBe('path');
  expect(fault('http://127.0.0.1:4000/commerce/saasx/acme')).toBe('path');
  expect(fault(`${STAND_IN}/soylent/V1`)).toBe('path');
  expect(fault('http://127.0.0.1:4001/commerce/saas/soylent')).toBe('host');
});

it('a SaaS host is known by itself, so that no integration is tried there', () => {
  expect(isSaasHost(new URL('https://na1.api.commerce.adobe.com'))).toBe(true);
  expect(isSaasHost(new URL('https://shop.example'))).toBe(false);
});
