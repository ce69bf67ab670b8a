import type { CrowdMerchant } from '../src/simulator/crowd';
import { createProductApi } from '../src/start/product-api';
import { consentAtAmazon, returnFromAmazon, type Consented } from '../src/start/simulated-seller';
import type { RegistryWatch } from './registry-watch';
import type { BenchWorld } from './world';

/** Onboards merchants as a backend and a seller do: over the API and through the pages. */
export interface Onboardings {
  /** Resolves once the seller is awaited. */
  start(merchant: CrowdMerchant): Promise<string>;
  /** The seller opens the link, connects and consents; what is left is Amazon's redirect to the callback. */
  consent(merchant: CrowdMerchant): Promise<Consented>;
  /** All of it, until the status says connected and the year is planned. */
  complete(merchant: CrowdMerchant): Promise<void>;
}

export function createOnboardings(world: BenchWorld, watch: RegistryWatch): Onboardings {
  const api = createProductApi(world.url, world.apiKey);
  const productUrl = world.url;
  const controlUrl = world.demo.addresses.control;

  async function start(merchant: CrowdMerchant): Promise<string> {
    await api.start(merchant.name, startBody(world, merchant));
    await watch.untilStage(merchant.name, 'awaiting_consent');
    return merchant.name;
  }

  async function consent({ name }: CrowdMerchant): Promise<Consented> {
    return consentAtAmazon({ productUrl, controlUrl, seller: name }, await api.makeLink(name));
  }

  return {
    start,
    consent,
    async complete(merchant) {
      await start(merchant);
      await returnFromAmazon(await consent(merchant));
      await watch.untilStage(merchant.name, 'connected');
      await watch.untilPlanned(merchant.name);
    },
  };
}

/** New merchants at the simulator, which forgets what happened before: so each round finds it as small as the last. */
export async function newMerchants({ demo }: BenchWorld, count: number): Promise<readonly CrowdMerchant[]> {
  const { control } = demo.addresses;
  await answered(await fetch(`${control}/reset`, { method: 'POST' }));
  const response = await fetch(`${control}/crowd`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ count }),
  });
  await answered(response);
  return (await response.json()) as CrowdMerchant[];
}

async function answered(response: Response): Promise<void> {
  if (!response.ok) throw new Error(`The simulator answered ${response.status}: ${await response.text()}`);
}

function startBody({ demo }: BenchWorld, { name, email, commerce }: CrowdMerchant): string {
  const apiKey = demo.merchants[0]?.apiKeys.find(({ environment }) => environment === 'production');
  return JSON.stringify({
    merchantId: name,
    region: 'na',
    apiKey,
    commerceConnection: commerce,
    stores: [
      {
        country: 'US',
        websiteCode: name,
        email,
        name,
        mapping: { amazonIdType: 'asin', attributeCode: 'amazon_asin' },
      },
    ],
    contacts: [{ role: 'seller', email, language: 'en', timeZone: 'America/Chicago' }],
  });
}
