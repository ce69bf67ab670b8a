import { confirmUrl, readConfirmUri, type ConfirmRules } from '../../src/amazon/confirm-uri';
import { MARKETPLACES } from '../../src/domain/marketplaces';
import { app } from './amazon-server';

const PATH = `/apps/authorize/confirm/${app.applicationId}`;
const REAL: ConfirmRules = { moreHosts: [], standIn: null };
const read = (uri: string, rules = REAL) => readConfirmUri(app, rules, uri);

describe('The address to which Amazon asks us to send the seller back', () => {
  it.each([
    ...MARKETPLACES.map(({ sellerCentral, country }) => [country, sellerCentral] as const),
    ['everywhere', 'https://amazon.com'] as const,
    ['everywhere, with www', 'https://www.amazon.com'] as const,
  ])('is accepted on the Seller Central of %s', (_, base) => {
    expect(read(base + PATH)).toMatchObject({ outcome: 'accepted', uri: base + PATH });
  });

  it.each([
    ['https://sellercentral.amazon.ca', 'na'],
    ['https://sellercentral-europe.amazon.com', 'eu'],
    ['https://amazon.com', null],
  ])('tells the region where the host does: %s', (base, region) => {
    expect(read(base + PATH)).toMatchObject({ region });
  });

  it('may carry parameters of its own', () => {
    expect(read(`https://amazon.com${PATH}?ref=xx`)).toMatchObject({ uri: `https://amazon.com${PATH}?ref=xx` });
  });

  it('is accepted on a host that an operator has added', () => {
    const uri = `https://sellercentral.amazon.example${PATH}`;
    expect(read(uri).outcome).toBe('refused');
    expect(read(uri, { ...REAL, moreHosts: ['sellercentral.amazon.example'] }).outcome).toBe('accepted');
  });

  it.each([
    ['plain http', `http://sellercentral.amazon.com${PATH}`],
    ['another scheme', `javascript://sellercentral.amazon.com${PATH}`],
    ['a port', `https://sellercentral.amazon.com:8443${PATH}`],
    ['a user name', `https://someone@sellercentral.amazon.com${PATH}`],
    ['a password', `https://:secret@sellercentral.amazon.com${PATH}`],
    ['a host in the place of a user', `https://sellercentral.amazon.com@evil.example${PATH}`],
    ['a backslash before another host', `https://evil.example\\@sellercentral.amazon.com${PATH}`],
    ['a fragment', `https://sellercentral.amazon.com${PATH}#x`],
    ['an empty fragment', `https://sellercentral.amazon.com${PATH}#`],
    ['a state of its own', `https://sellercentral.amazon.com${PATH}?state=mine`],
    ['a redirect_uri of its own', `https://sellercentral.amazon.com${PATH}?redirect_uri=https://evil.example`],
    ['an encoded redirect_uri', `https://sellercentral.amazon.com${PATH}?redirect%5Furi=https://evil.example`],
    ['a host that only ends like one', `https://evil-sellercentral.amazon.com.evil.example${PATH}`],
    ['a host below one', `https://a.sellercentral.amazon.com${PATH}`],
    ['a final dot', `https://sellercentral.amazon.com.${PATH}`],
    ['another application', 'https://sellercentral.amazon.com/apps/authorize/confirm/amzn1.sp.solution.other'],
    ['a path behind the application', `https://sellercentral.amazon.com${PATH}/more`],
    ['a path that leaves', `https://sellercentral.amazon.com${PATH}/../../../ap/redirect`],
    ['no path', 'https://sellercentral.amazon.com/'],
    ['no address at all', 'amazon'],
    ['a very long one', `https://sellercentral.amazon.com${PATH}?a=${'x'.repeat(2_100)}`],
  ])('is refused with %s', (_, uri) => {
    expect(read(uri).outcome).toBe('refused');
  });

  it.each([
    ['https://sellercentral.amazon.com.ph', 'sellercentral.amazon.com.ph'],
    ['https://sellercentral.amazon.com', null],
    ['https://sellercentral.amazon.xx', 'sellercentral.amazon.xx'],
    ['https://sellercentral.amazon.com.evil.example', null],
    ['https://amazon.evil.example', null],
    ['https://notamazon.com', null],
  ])('names a refused host only if it is new and lies in a domain of Amazon: %s', (base, amazonHost) => {
    expect(read(`${base}/other${PATH}`)).toEqual({ outcome: 'refused', amazonHost });
  });

  describe('with a stand-in for Seller Central', () => {
    const simulated: ConfirmRules = { moreHosts: [], standIn: 'http://127.0.0.1:4000/amazon' };

    it('is accepted there too, and nowhere else on plain http', () => {
      expect(read(`http://127.0.0.1:4000/amazon${PATH}`, simulated).outcome).toBe('accepted');
      expect(read(`https://sellercentral.amazon.com${PATH}`, simulated).outcome).toBe('accepted');
    });

    it('needs no path of its own', () => {
      const rules = { ...simulated, standIn: 'http://127.0.0.1:4000' };
      expect(read(`http://127.0.0.1:4000${PATH}`, rules).outcome).toBe('accepted');
    });

    it.each([
      ['another port', `http://127.0.0.1:4001/amazon${PATH}`],
      ['another host', `http://localhost:4000/amazon${PATH}`],
      ['another base path', `http://127.0.0.1:4000${PATH}`],
      ['a user name', `http://a@127.0.0.1:4000/amazon${PATH}`],
      ['a fragment', `http://127.0.0.1:4000/amazon${PATH}#x`],
      ['a state of its own', `http://127.0.0.1:4000/amazon${PATH}?state=mine`],
      ['another application', 'http://127.0.0.1:4000/amazon/apps/authorize/confirm/amzn1.sp.solution.other'],
    ])('is refused with %s', (_, uri) => {
      expect(read(uri, simulated).outcome).toBe('refused');
    });
  });
});

describe('The way back to Amazon', () => {
  const visit = { callbackUri: `https://amazon.com${PATH}?ref=xx`, amazonState: 'a b&state=evil#' };

  it('carries what Amazon gave unchanged, our state and our redirect URI', () => {
    const url = new URL(confirmUrl(app, visit, 'our-state'));
    expect(url.origin + url.pathname).toBe(`https://amazon.com${PATH}`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      ref: 'xx',
      redirect_uri: app.redirectUri,
      amazon_state: visit.amazonState,
      state: 'our-state',
    });
  });

  it('asks for the beta version only for a draft application', () => {
    const version = (draft: boolean) => new URL(confirmUrl({ ...app, draft }, visit, 's')).searchParams.get('version');
    expect([version(true), version(false)]).toEqual(['beta', null]);
  });
});
