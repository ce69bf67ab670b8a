import type { CrowdMerchant } from '../../src/simulator/crowd';
import { merchantOf } from '../../src/start/demo-onboardings';
import { createSeller, type Seller } from './seller';
import { until } from './until';
import type { FaultWorld } from './world';

/** One merchant's onboarding, with the backend that starts it and the seller who consents. */
export interface Onboarding {
  readonly id: string;
  readonly email: string;
  readonly seller: Seller;
  /** Kills before it began. */
  readonly killsBefore: number;
  /** Starts it; sent again until it is accepted, as a backend does. */
  start(): Promise<void>;
  /** Sends the start once. Resolves when there is an answer, or none. */
  startUnseen(): Promise<void>;
  /** Brings it to its invitation, mailed and recorded, and the seller to the page of the link. */
  invite(): Promise<void>;
  /** Goes on until the seller's browser is about to come back from Amazon. */
  consent(): Promise<void>;
}

export function createOnboarding(world: FaultWorld, merchant: CrowdMerchant): Onboarding {
  const { name: id, email } = merchant;
  const seller = createSeller({ productUrl: world.url, simulator: world.simulator, name: id, email });
  const body = startBody(world, merchant);
  const start = async () => {
    await until(`the start of ${id} is accepted`, () => world.api.start(id, body));
  };
  async function invite(): Promise<void> {
    await start();
    await seller.openInvitation();
    // From here on the process sleeps, so that what happens next is what the seller does.
    await until(`${id} waits for the seller`, async () => {
      const { mails, projection, outbox } = await world.registry.rows(id);
      return mails.length === 1 && projection?.stage === 'awaiting_consent' && outbox === 0;
    });
  }
  return {
    id,
    email,
    seller,
    killsBefore: world.kills,
    start,
    startUnseen: () => world.api.start(id, body).then(nothing, nothing),
    invite,
    async consent() {
      await invite();
      await seller.goToAmazon();
      await seller.consent();
    },
  };
}

const nothing = () => undefined;

function startBody({ demo }: FaultWorld, { name, email, commerce }: CrowdMerchant): string {
  return JSON.stringify({
    merchantId: name,
    region: 'na',
    // The gateway asks who holds the key and not for which instance it was made.
    apiKey: merchantOf(demo, 'acme').apiKeys.find(({ environment }) => environment === 'production'),
    commerceConnection: commerce,
    stores: [
      {
        country: 'US',
        websiteCode: name,
        email,
        name: `Store ${name}`,
        mapping: { amazonIdType: 'asin', attributeCode: 'amazon_asin' },
      },
    ],
    contacts: [{ role: 'seller', email, language: 'en', timeZone: 'America/New_York' }],
  });
}
