import type { Onboarding } from './onboarding';
import { createSeller } from './seller';
import { until } from './until';
import type { FaultWorld } from './world';

/** The seller opens a link of ours in a browser and consents anew, until a page says that it is done. */
export async function renewByLink(world: FaultWorld, { id, email }: Onboarding): Promise<void> {
  const seller = createSeller({ productUrl: world.url, simulator: world.simulator, name: id, email });
  seller.open(`${world.url}${await until(`a link of ${id}`, () => world.api.makeLink(id))}`);
  await seller.finish();
}
