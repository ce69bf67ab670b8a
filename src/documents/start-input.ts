import type { CommerceConnectionBody } from '../domain/contract/commerce-connection';
import type { CommerceKeyBody } from '../domain/contract/commerce-key';
import type { StartBody } from '../domain/contract/start';
import { timeZoneOfCountry, timeZoneOfRegion } from '../domain/contract/time-zone';
import { Secret } from '../domain/secret';
import type { ConnectionInput, ContactInput, MerchantKeyInput, StartInput } from '../registry/registry';

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
    contacts: contactsOf(body),
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
  return {
    baseUrl: body.baseUrl,
    consumerKey: new Secret(body.consumerKey),
    consumerSecret: new Secret(body.consumerSecret),
    accessToken: new Secret(body.accessToken),
    accessTokenSecret: new Secret(body.accessTokenSecret),
  };
}

/** A contact lives by the clock of the first store unless it says otherwise. */
function contactsOf({ contacts, stores, region }: StartBody): readonly ContactInput[] {
  const [firstStore] = stores;
  const fallback = firstStore ? timeZoneOfCountry(firstStore.country) : timeZoneOfRegion(region);
  return contacts.map(({ role, email, language, timeZone = fallback }) => ({ role, email, language, timeZone }));
}

function secretOrNull(value: string | null | undefined): Secret | null {
  return value === null || value === undefined ? null : new Secret(value);
}
