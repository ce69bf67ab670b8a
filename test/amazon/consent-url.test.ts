import { consentUrl } from '../../src/amazon/consent-url';
import { productionEndpoints } from '../../src/amazon/endpoints';
import { marketplaceOfStore } from '../../src/domain/marketplaces';
import { app, endpointsAt } from './amazon-server';

const STATE = 'a b&c=d#e';

describe('consentUrl', () => {
  it.each([
    ['us', 'https://sellercentral.amazon.com'],
    ['ca', 'https://sellercentral.amazon.ca'],
    ['mx', 'https://sellercentral.amazon.com.mx'],
    ['uk', 'https://sellercentral-europe.amazon.com'],
  ] as const)('leads a seller of %s to the Seller Central of that marketplace', (store, base) => {
    const url = new URL(consentUrl(app, productionEndpoints, marketplaceOfStore(store), STATE));
    expect(url.origin + url.pathname).toBe(`${base}/apps/authorize/consent`);
  });

  it('carries application, redirect URI and state exactly, whatever characters they hold', () => {
    const url = new URL(consentUrl(app, productionEndpoints, marketplaceOfStore('us'), STATE));
    expect(Object.fromEntries(url.searchParams)).toEqual({
      application_id: app.applicationId,
      redirect_uri: app.redirectUri,
      state: STATE,
    });
  });

  it('asks for the beta version only for a draft application', () => {
    const url = consentUrl({ ...app, draft: true }, productionEndpoints, marketplaceOfStore('us'), STATE);
    expect(new URL(url).searchParams.get('version')).toBe('beta');
  });

  it('keeps the path of a base that has one', () => {
    const url = consentUrl(app, endpointsAt('http://127.0.0.1:4000/amazon'), marketplaceOfStore('uk'), STATE);
    expect(new URL(url).pathname).toBe('/amazon/UK/apps/authorize/consent');
  });
});
