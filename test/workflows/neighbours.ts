import type { CrowdMerchant } from '../../src/simulator/crowd';
import { ACME_US, connectionOf, type House } from './house';

/** A merchant among many, whose seller has consented. */
export interface Neighbour {
  readonly onboardingId: string;
  readonly email: string;
  readonly timeZone: string;
}

/** Onboards that many merchants, whose sellers live in these zones by turns. Resolves once the year of each is planned. */
export async function gatherNeighbours(
  house: House,
  count: number,
  timeZones: readonly string[],
): Promise<readonly Neighbour[]> {
  const made = await fetch(`${house.simulator.addresses.control}/crowd`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ count }),
  });
  const crowd = (await made.json()) as readonly CrowdMerchant[];
  // All at a time, but one at a time is looked after: looking is what costs most.
  const started = await Promise.all(
    crowd.map(async ({ name, email, commerce }, index) => {
      const timeZone = timeZones[index % timeZones.length]!;
      const onboardingId = await house.start('acme', {
        merchantId: name,
        connection: connectionOf({ commerce }),
        stores: [{ ...ACME_US, websiteCode: name }],
        contacts: [{ role: 'seller', email, language: 'en', timeZone }],
      });
      return { name, neighbour: { onboardingId, email, timeZone } };
    }),
  );
  const neighbours = started.map(({ neighbour }) => neighbour);
  for (const { onboardingId } of neighbours) await house.untilStage(onboardingId, 'awaiting_consent');
  for (const { name, neighbour } of started) await house.consent(neighbour.onboardingId, name);
  for (const { onboardingId } of neighbours)
    await house.until(onboardingId, ({ nextStep }) => nextStep?.key === 'T-60');
  return neighbours;
}
