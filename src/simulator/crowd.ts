import { randomInt } from 'node:crypto';
import type { Seller } from './amazon/sellers';
import { seedShop } from './commerce/seeds';
import { credentialsOf, type CommerceCredentials } from './demo';
import type { Simulation } from './simulation';

/** A merchant among many: sells in the United States, on one website of a Commerce instance of its own. */
export interface CrowdMerchant {
  /** Name of the seller, the instance and its website. */
  readonly name: string;
  readonly email: string;
  readonly commerce: CommerceCredentials;
}

/** Also a website code, which has letters and digits only. */
const PREFIX = 'crowd';

/** Makes that many merchants in the place of those it made before, whose sellers and instances are gone. */
export async function makeCrowd({ state, addresses }: Simulation, count: number): Promise<readonly CrowdMerchant[]> {
  const { value } = state;
  const names = Array.from({ length: count }, () => `${PREFIX}${randomInt(2 ** 47).toString(36)}`);
  const instances = names.map((name) => seedShop(name));
  value.sellers = [...value.sellers.filter(({ key }) => !key.startsWith(PREFIX)), ...names.map(sellerOf)];
  value.instances = [...value.instances.filter(({ code }) => !code.startsWith(PREFIX)), ...instances];
  await state.commit();
  return instances.map((instance) => ({
    name: instance.code,
    email: emailOf(instance.code),
    commerce: credentialsOf(instance, 'evergrant', addresses),
  }));
}

function sellerOf(name: string): Seller {
  return {
    key: name,
    name,
    purpose: 'One of many.',
    email: emailOf(name),
    password: `${name}-simulated`,
    twoStepCode: String(randomInt(100_000, 1_000_000)),
    sellerId: `A${name.slice(PREFIX.length).toUpperCase().padStart(13, '0')}`,
    user: 'primary',
    marketplaces: [{ country: 'US', storeName: name, isParticipating: true, hasSuspendedListings: false }],
  };
}

function emailOf(name: string): string {
  return `owner@${name}.example`;
}
