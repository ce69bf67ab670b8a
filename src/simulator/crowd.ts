import { randomInt } from 'node:crypto';
import { recordAuthorization } from './amazon/authorizations';
import { issueRefreshToken } from './amazon/refresh-tokens';
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

/** A seller among many who has consented already, so that somebody holds the refresh token. Has no Commerce instance. */
export interface AuthorizedSeller {
  readonly name: string;
  readonly email: string;
  readonly sellerId: string;
  readonly refreshToken: string;
}

/** Also a website code, which has letters and digits only. */
const PREFIX = 'crowd';

/** Makes that many merchants in the place of those it made before, whose sellers and instances are gone. */
export async function makeCrowd(simulation: Simulation, count: number): Promise<readonly CrowdMerchant[]> {
  const { state, addresses } = simulation;
  const names = replaceSellers(simulation, count);
  const instances = names.map((name) => seedShop(name));
  state.value.instances.push(...instances);
  await state.commit();
  return instances.map((instance) => ({
    name: instance.code,
    email: emailOf(instance.code),
    commerce: credentialsOf(instance, 'evergrant', addresses),
  }));
}

/** The same without instances, and with sellers who have consented just now; no cap of the application stops them. */
export async function makeAuthorizedCrowd(simulation: Simulation, count: number): Promise<readonly AuthorizedSeller[]> {
  const crowd = replaceSellers(simulation, count).map((name) => {
    const { id } = recordAuthorization(simulation, name, 'na');
    const refreshToken = issueRefreshToken(simulation, id);
    return { name, email: emailOf(name), sellerId: sellerIdOf(name), refreshToken };
  });
  await simulation.state.commit();
  return crowd;
}

/** Returns their names. */
function replaceSellers({ state: { value } }: Simulation, count: number): readonly string[] {
  const names = Array.from({ length: count }, () => `${PREFIX}${randomInt(2 ** 47).toString(36)}`);
  value.sellers = [...value.sellers.filter(({ key }) => !key.startsWith(PREFIX)), ...names.map(sellerOf)];
  value.instances = value.instances.filter(({ code }) => !code.startsWith(PREFIX));
  return names;
}

function sellerOf(name: string): Seller {
  return {
    key: name,
    name,
    purpose: 'One of many.',
    email: emailOf(name),
    password: `${name}-simulated`,
    twoStepCode: String(randomInt(100_000, 1_000_000)),
    sellerId: sellerIdOf(name),
    user: 'primary',
    marketplaces: [{ country: 'US', storeName: name, isParticipating: true, hasSuspendedListings: false }],
  };
}

function sellerIdOf(name: string): string {
  return `A${name.slice(PREFIX.length).toUpperCase().padStart(13, '0')}`;
}

function emailOf(name: string): string {
  return `owner@${name}.example`;
}
