import type { Application } from './amazon/application';
import { sellerByKey } from './amazon/sellers';
import { readMerchantApiKey } from './commerce/api-keys';
import type { Environment } from './commerce/gateway-signature';
import type { CommerceInstance } from './commerce/instances';
import type { Addresses } from './simulation';
import type { SimulatorState } from './state';

/** What one merchant of the demo knows about itself: the secrets that a backend passes on, and the seller behind it. */
export interface DemoMerchant {
  readonly name: string;
  readonly apiKeys: readonly {
    readonly environment: Environment;
    readonly apiKey: string;
    readonly privateKey: string;
  }[];
  readonly commerce: CommerceCredentials;
  /** An integration of the same instance that may read stores but not product attributes. */
  readonly commerceWithoutAttributes: CommerceCredentials;
  readonly seller: {
    readonly email: string;
    readonly password: string;
    readonly twoStepCode: string;
    readonly sellerId: string;
  };
}

export interface CommerceCredentials {
  readonly baseUrl: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
}

/** Everything that the product and the demo need to be told, secrets included; written to `demo.json` (0600). */
export interface Demo {
  readonly addresses: Addresses;
  readonly smtpPort: number;
  readonly application: Application;
  readonly merchants: readonly DemoMerchant[];
}

export async function describeMerchants(
  dataDir: string,
  state: SimulatorState,
  addresses: Addresses,
): Promise<readonly DemoMerchant[]> {
  const merchants = state.instances.map(async (instance): Promise<DemoMerchant | undefined> => {
    const seller = sellerByKey(state.sellers, instance.code);
    if (!seller) return undefined;
    const registered = state.apiKeys.filter((key) => key.instance === instance.code);
    const keys = await Promise.all(registered.map((key) => readMerchantApiKey(dataDir, key)));
    const { email, password, twoStepCode, sellerId } = seller;
    return {
      name: instance.code,
      apiKeys: keys.map(({ environment, key, privateKeyPem }) => ({
        environment,
        apiKey: key,
        privateKey: privateKeyPem,
      })),
      commerce: credentialsOf(instance, 'evergrant', addresses),
      commerceWithoutAttributes: credentialsOf(instance, 'stores-only', addresses),
      seller: { email, password, twoStepCode, sellerId },
    };
  });
  return (await Promise.all(merchants)).filter((merchant) => merchant !== undefined);
}

/** The credentials of one integration, as its merchant enters them. Throws if the instance has none of that name. */
export function credentialsOf(
  instance: CommerceInstance,
  integration: string,
  addresses: Addresses,
): CommerceCredentials {
  const found = instance.integrations.find(({ name }) => name === integration);
  if (!found) throw new RangeError(`${instance.code} has no integration called ${integration}`);
  const { consumerKey, consumerSecret, accessToken, accessTokenSecret } = found;
  return {
    baseUrl: `${addresses.commerce}/${instance.code}`,
    consumerKey,
    consumerSecret,
    accessToken,
    accessTokenSecret,
  };
}
