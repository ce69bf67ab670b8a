import type { StartBody } from '../domain/contract/start';
import type { Demo } from '../simulator/demo';

/** Who is onboarded in the demo; each is a merchant of the simulated Commerce and a seller of the simulated Amazon. */
export const DEMO_ONBOARDINGS = ['acme', 'globex', 'initech'] as const;
export type DemoOnboarding = (typeof DEMO_ONBOARDINGS)[number];

interface Shop {
  readonly region: 'na' | 'eu';
  readonly country: 'US' | 'UK';
  readonly websiteCode: string;
  readonly name: string;
  readonly timeZone: string;
}

const SHOPS: Readonly<Record<DemoOnboarding, Shop>> = {
  acme: {
    region: 'na',
    country: 'US',
    websiteCode: 'acme_us',
    name: 'Acme Outdoor US',
    timeZone: 'America/New_York',
  },
  globex: { region: 'eu', country: 'UK', websiteCode: 'globex_uk', name: 'Globex UK', timeZone: 'Europe/London' },
  initech: {
    region: 'na',
    country: 'US',
    websiteCode: 'initech_us',
    name: 'Initech US',
    timeZone: 'America/Chicago',
  },
};

export type DemoMerchant = Demo['merchants'][number];

/** Throws if the simulator does not know the merchant. */
export function merchantOf(demo: Demo, name: DemoOnboarding): DemoMerchant {
  const merchant = demo.merchants.find((candidate) => candidate.name === name);
  if (!merchant) throw new Error(`The simulator knows no merchant ${name}.`);
  return merchant;
}

/** The body that a backend would send to start this onboarding. */
export function startBody(demo: Demo, name: DemoOnboarding): string {
  const { apiKeys, commerce, seller } = merchantOf(demo, name);
  const { region, country, websiteCode, name: storeName, timeZone } = SHOPS[name];
  const key = apiKeys.find(({ environment }) => environment === 'production');
  const body = {
    merchantId: name,
    region,
    apiKey: key ?? null,
    commerceConnection: commerce,
    stores: [
      {
        country,
        websiteCode,
        email: seller.email,
        name: storeName,
        mapping: { amazonIdType: 'asin', attributeCode: 'amazon_asin' },
      },
    ],
    contacts: [{ role: 'seller', email: seller.email, language: 'en', timeZone }],
  } satisfies Partial<StartBody>;
  return JSON.stringify(body, undefined, 2);
}
