import type { CommerceConnectionBody } from '../domain/contract/commerce-connection';
import type { CommerceKeyBody } from '../domain/contract/commerce-key';
import type { ContactBody } from '../domain/contract/contact';
import type { StartBody } from '../domain/contract/start';
import { timeZoneOfCountry, timeZoneOfRegion } from '../domain/contract/time-zone';
import type { Country, OfferedRegion } from '../domain/marketplaces';
import { Secret } from '../domain/secret';
import type { ContactInput } from '../registry/contacts';
import type { ConnectionInput, MerchantKeyInput } from '../registry/credentials';
import type { StartInput } from '../registry/onboardings';

/** The body of a start as the registry takes it: defaults that depend on other fields filled in, secrets wrapped. */
export function startInput(onboardingId: string, body: StartBody, bodyHmac: string, actor: string): StartInput {
  return {
    onboardingId,
    merchantId: body.merchantId,
    region: body.region,
    language: body.language,
    expectedSellerId: body.expectedSellerId ?? null,
    returnUrl: body.returnUrl ?? null,
    metadata: body.metadata,
    apiKey: body.apiKey ? merchantKeyInput(body.apiKey) : null,
    connection: body.commerceConnection ? connectionInput(body.commerceConnection) : null,
    stores: body.stores,
    contacts: contactInputs(body),
    bodyHmac,
    actor,
  };
}

export function merchantKeyInput(body: CommerceKeyBody): MerchantKeyInput {
  return {
    environment: body.environment,
    apiKey: secretOrNull(body.apiKey),
    privateKey: secretOrNull(body.privateKey),
  };
}

export function connectionInput(body: CommerceConnectionBody): ConnectionInput {
  if (body.type === 'ims') {
    const { type, baseUrl, clientId, organizationId } = body;
    return { type, baseUrl, clientId, clientSecret: new Secret(body.clientSecret), organizationId };
  }
  const { baseUrl, accessToken, consumerKey, consumerSecret, accessTokenSecret } = body;
  const signs = consumerKey !== undefined && consumerSecret !== undefined && accessTokenSecret !== undefined;
  return {
    type: 'integration',
    baseUrl,
    accessToken: new Secret(accessToken),
    signing: signs
      ? {
          consumerKey: new Secret(consumerKey),
          consumerSecret: new Secret(consumerSecret),
          accessTokenSecret: new Secret(accessTokenSecret),
        }
      : null,
  };
}

/** A contact lives by the clock of the first store unless it says otherwise. */
export function contactInputs({
  contacts,
  stores: [firstStore],
  region,
}: {
  readonly contacts: readonly ContactBody[];
  readonly stores: readonly { readonly country: Country }[];
  readonly region: OfferedRegion;
}): readonly ContactInput[] {
  const fallback = firstStore ? timeZoneOfCountry(firstStore.country) : timeZoneOfRegion(region);
  return contacts.map(({ role, email, language, timeZone = fallback }) => ({ role, email, language, timeZone }));
}

function secretOrNull(value: string | null | undefined): Secret | null {
  return value === null || value === undefined ? null : new Secret(value);
}
