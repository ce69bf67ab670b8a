import type { Application } from './amazon/application';
import { sellerByKey } from './amazon/sellers';
import { readMerchantApiKey } from './commerce/api-keys';
import type { Environment } from './commerce/gateway-signature';
import { baseUrlOf, type PaasInstance, type SaasInstance } from './commerce/instances';
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

/** How a merchant of the SaaS edition lets others in. */
export interface ImsCredentials {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly organizationId: string;
}

/** A merchant whose Commerce is the SaaS edition. */
export interface SaasMerchant extends Pick<DemoMerchant, 'name' | 'apiKeys' | 'seller'> {
  readonly commerce: ImsCredentials;
}

/** Everything that the product and the demo need to be told, secrets included; written to `demo.json` (0600). */
export interface Demo {
  readonly addresses: Addresses;
  readonly smtpPort: number;
  readonly application: Application;
  readonly merchants: readonly DemoMerchant[];
  readonly saasMerchants: readonly SaasMerchant[];
}

/** The merchants of both editions, each with the seller of the same name; an instance without a seller is left out. */
export async function describeMerchants(
  dataDir: string,
  state: SimulatorState,
  addresses: Addresses,
): Promise<Pick<Demo, 'merchants' | 'saasMerchants'>> {
  const merchants: DemoMerchant[] = [];
  const saasMerchants: SaasMerchant[] = [];
  for (const instance of state.instances) {
    const person = await describePerson(dataDir, state, instance.code);
    if (!person) continue;
    if (instance.edition === 'saas') saasMerchants.push({ ...person, commerce: imsCredentialsOf(instance, addresses) });
    else {
      merchants.push({
        ...person,
        commerce: credentialsOf(instance, 'evergrant', addresses),
        commerceWithoutAttributes: credentialsOf(instance, 'stores-only', addresses),
      });
    }
  }
  return { merchants, saasMerchants };
}

async function describePerson(
  dataDir: string,
  state: SimulatorState,
  name: string,
): Promise<Pick<DemoMerchant, 'name' | 'apiKeys' | 'seller'> | undefined> {
  const found = sellerByKey(state.sellers, name);
  if (!found) return undefined;
  const registered = state.apiKeys.filter((key) => key.instance === name);
  const keys = await Promise.all(registered.map((key) => readMerchantApiKey(dataDir, key)));
  const { email, password, twoStepCode, sellerId } = found;
  return {
    name,
    apiKeys: keys.map(({ environment, key, privateKeyPem }) => ({
      environment,
      apiKey: key,
      privateKey: privateKeyPem,
    })),
    seller: { email, password, twoStepCode, sellerId },
  };
}

/** The credentials of one integration, as its merchant enters them. Throws if the instance has none of that name. */
export function credentialsOf(instance: PaasInstance, integration: string, addresses: Addresses): CommerceCredentials {
  const found = instance.integrations.find(({ name }) => name === integration);
  if (!found) throw new RangeError(`${instance.code} has no integration called ${integration}`);
  const { consumerKey, consumerSecret, accessToken, accessTokenSecret } = found;
  return { baseUrl: baseUrlOf(instance, addresses), consumerKey, consumerSecret, accessToken, accessTokenSecret };
}

function imsCredentialsOf(instance: SaasInstance, addresses: Addresses): ImsCredentials {
  const { clientId, clientSecret, organizationId } = instance.credential;
  return { baseUrl: baseUrlOf(instance, addresses), clientId, clientSecret, organizationId };
}
