import { readFile } from 'node:fs/promises';
import type { CrowdMerchant } from '../../simulator/crowd';
import { merchantOf, startBody } from '../demo-onboardings';
import { OPERATOR_EMAIL } from '../product-process';
import type { RunningWorld } from '../world';
import { tellFirstYear, tellOfSilence, tellSecondYear } from './acme';
import { gatherFifty, tellOfOutage } from './crowd';
import { openEars } from './ears';
import { tellOfRevocation } from './globex';
import { createJsonApi } from './json-api';
import { createNarrator } from './narrator';
import type { StartBodyText } from './onboard';
import { setStage } from './stage';

const NAMED: readonly (string | null)[] = ['acme', 'globex', null];

/** Tells everything that an authorization goes through. Rejects with `NotAsTold` at the first thing that is not right. */
export async function tellStory(world: RunningWorld, say: (text: string) => void): Promise<void> {
  const { demo, url, temporal } = world;
  const narrator = createNarrator(say);
  const api = createJsonApi(url, (await readFile(world.keys.EVERGRANT_API_KEY, 'utf8')).trim());
  const acme = bodyOf(world, 'acme');
  const globex = bodyOf(world, 'globex');
  narrator.heading(`A day takes half a second, a year has seventy days.

  Temporal UI  ${temporal.uiUrl ?? 'that of your server'}
  Mailbox      ${demo.addresses.mail}`);
  const ears = openEars({
    api,
    mailbox: createJsonApi(demo.addresses.mail),
    narrator,
    readers: { [acme.email]: 'acme', [globex.email]: 'globex', [OPERATOR_EMAIL]: 'operator' },
    told: (onboardingId) => NAMED.includes(onboardingId),
    // The sellers of the crowd do not react, which operators are told of each.
    isNoise: ({ subject }) => subject.includes('(crowd'),
  });
  const stage = setStage(world, narrator, api, createJsonApi(demo.addresses.control), ears);
  try {
    await Promise.all([tellFirstYear(stage, acme), tellOfRevocation(stage, globex)]);
    const renewal = tellSecondYear(stage, acme);
    const fifty = async () => {
      const crowd = await gatherFifty(stage, (merchant) => crowdBody(world, merchant));
      // Who renews while Amazon is down must try again: another story.
      await renewal;
      await tellOfOutage(stage, crowd);
    };
    await Promise.all([renewal.then(() => tellOfSilence(stage)), fifty()]);
  } finally {
    await ears.stop();
  }
  narrator.heading('The story is told, and everything was as it must be.');
}

function bodyOf({ demo }: RunningWorld, name: 'acme' | 'globex') {
  const body = JSON.parse(startBody(demo, name)) as StartBodyText;
  return { email: merchantOf(demo, name).seller.email, body };
}

/** A merchant of the crowd uses the API key of another: a gateway does not mind. */
function crowdBody({ demo }: RunningWorld, { name, email, commerce }: CrowdMerchant): StartBodyText {
  const apiKey = merchantOf(demo, 'acme').apiKeys.find(({ environment }) => environment === 'production');
  const store = {
    country: 'US',
    websiteCode: name,
    email,
    name,
    mapping: { amazonIdType: 'asin', attributeCode: 'amazon_asin' },
  };
  return { merchantId: name, region: 'na', apiKey, commerceConnection: commerce, stores: [store] };
}
