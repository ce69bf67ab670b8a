import { openHouse, type House } from './house';
import { headingOf } from './visitor';

describe('Consent in the browser', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  it('leads from the link over Amazon to a return page, with the code exchanged on the way', async () => {
    await house.onboard('acme');
    const link = await house.link('acme');
    const visitor = house.visitor();

    const trip = await house.connect(visitor, link);
    expect(trip.amazon.host).toBe('sellercentral.amazon.com');

    const answer = await house.comeBack(visitor, trip);
    expect(answer.status).toBe(303);
    expect(house.lwa.codes).toEqual(['canary-oauth-code']);

    const page = await visitor.get(answer.headers.location!);
    expect(headingOf(page.body)).toBe('Checking with Amazon');
  });
});
