import type { StartBody } from '../domain/contract/start';
import type { Demo } from '../simulator/demo';

/** Who is onboarded in the demo; each is a merchant of the simulated Commerce and a seller of the simulated Amazon. */
export const DEMO_ONBOARDINGS = ['acme', 'globex', 'initech'] as const;
export type DemoOnboarding = (typeof DEMO_ONBOARDINGS)[number];

/** Bodies for a person to try: the SaaS edition, and three merchants of whom requirements then ask something. */
export const FURTHER_ONBOARDINGS = ['soylent', 'stark', 'wonka', 'tyrell'] as const;
export type FurtherOnboarding = (typeof FURTHER_ONBOARDINGS)[number];

interface Shop {
  readonly region: 'na' | 'eu';
  readonly country: 'US' | 'UK';
  readonly websiteCode: string;
  readonly name: string;
  readonly timeZone: string;
}

const SHOPS: Readonly<Record<DemoOnboarding | FurtherOnboarding, Shop>> = {
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
  soylent: {
    region: 'na',
    country: 'US',
    websiteCode: 'soylent_us',
    name: 'Soylent US',
    timeZone: 'America/New_York',
  },
  stark: { region: 'na', country: 'US', websiteCode: 'stark_us', name: 'Stark Tools US', timeZone: 'America/New_York' },
  wonka: {
    region: 'na',
    country: 'US',
    websiteCode: 'wonka_us',
    name: 'Wonka Sweets US',
    timeZone: 'America/Los_Angeles',
  },
  tyrell: {
    region: 'na',
    country: 'US',
    websiteCode: 'tyrell_us',
    name: 'Tyrell Toys US',
    timeZone: 'America/Los_Angeles',
  },
};

export type DemoMerchant = Demo['merchants'][number];

/** Throws if the simulator does not know the merchant. */
export function merchantOf(demo: Demo, name: DemoOnboarding): DemoMerchant {
  return known(demo.merchants, name);
}

/** The body that a backend would send to start this onboarding. */
export function startBody(demo: Demo, name: DemoOnboarding | FurtherOnboarding): string {
  const { apiKeys, seller } = known([...demo.merchants, ...demo.saasMerchants], name);
  const { region, country, websiteCode, name: storeName, timeZone } = SHOPS[name];
  const key = apiKeys.find(({ environment }) => environment === 'production');
  const body = {
    merchantId: name,
    region,
    apiKey: key ?? null,
    commerceConnection: connectionOf(demo, name),
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

function connectionOf(
  { merchants, saasMerchants }: Demo,
  name: DemoOnboarding | FurtherOnboarding,
): StartBody['commerceConnection'] {
  if (name === 'soylent') return { type: 'ims', ...known(saasMerchants, name).commerce };
  const { commerce } = known(merchants, name);
  return name === 'stark' ? { baseUrl: commerce.baseUrl, accessToken: commerce.accessToken } : commerce;
}

function known<T extends { readonly name: string }>(merchants: readonly T[], name: string): T {
  const merchant = merchants.find((candidate) => candidate.name === name);
  if (!merchant) throw new Error(`The simulator knows no merchant ${name}.`);
  return merchant;
}
