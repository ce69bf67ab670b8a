import type { Instant } from './clock';
import type { WaitingOn } from './stages';

/** Something missing, as data. The sentence and the remedy are made from it where it is shown. */
export interface Requirement {
  readonly code: RequirementCode;
  /** Where in the onboarding's representation the cause stands (JSON Pointer, RFC 6901); empty for the whole. */
  readonly pointer: string;
  readonly since: Instant;
  readonly deadline: Instant | null;
  /** Who can fix it. */
  readonly waitingOn: WaitingOn;
  /** Values that its sentence names. Short; never a secret, an address or a person's name. */
  readonly params: Readonly<Record<string, string>>;
}

type Texts = (params: Readonly<Record<string, string>>) => { readonly sentence: string; readonly remedy: string };

const text =
  (sentence: string, remedy: string): Texts =>
  (params) => ({ sentence: fill(sentence, params), remedy: fill(remedy, params) });

/** Outside text is capped to this many characters wherever a sentence names it. */
const PARAM_MAX_LENGTH = 200;

function fill(template: string, params: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => (params[name] ?? '?').slice(0, PARAM_MAX_LENGTH));
}

/** Every code there is, with its plain sentence and its remedy. Codes are stable; texts may change. */
const TEXTS = {
  api_key_missing: text(
    'The Commerce API key is incomplete: {part} is missing.',
    'Send the API key and its private key with PUT /v1/onboardings/{onboardingId}/api-key.',
  ),
  api_key_invalid: text(
    'Commerce does not accept the API key.',
    'Copy the key pair anew from the Commerce account of the licence holder, check that the environment (production or sandbox) is right, and replace it with PUT /v1/onboardings/{onboardingId}/api-key.',
  ),
  private_key_unusable: text(
    'The private key of the Commerce API key cannot be used: it is no RSA private key in PEM form.',
    'Copy the whole text from "-----BEGIN" to "-----END" of the private key and replace the pair with PUT /v1/onboardings/{onboardingId}/api-key.',
  ),
  api_key_unverifiable: text(
    'Commerce could not be asked about the API key ({reason}). This says nothing about the key.',
    'Nothing to do: it is asked again by itself.',
  ),
  commerce_connection_missing: text(
    'The connection to the Commerce instance is missing.',
    'Send baseUrl with consumerKey, consumerSecret, accessToken and accessTokenSecret of an integration (Commerce shows them under System > Extensions > Integrations), or on the SaaS edition type "ims" and baseUrl with clientId, clientSecret and organizationId of an OAuth server-to-server credential, with PUT /v1/onboardings/{onboardingId}/commerce-connection.',
  ),
  commerce_credentials_rejected: text(
    'The Commerce instance does not accept the credentials of the integration.',
    'Check in Commerce under System > Extensions > Integrations that the integration is active, and send baseUrl with its consumerKey, consumerSecret, accessToken and accessTokenSecret with PUT /v1/onboardings/{onboardingId}/commerce-connection.',
  ),
  commerce_bearer_disabled: text(
    'The Commerce instance does not accept the access token of the integration by itself. Since Commerce 2.4.4 that is off by default.',
    'Open the same integration in Commerce under System > Extensions > Integrations, and send baseUrl with its consumerKey, consumerSecret, accessToken and accessTokenSecret with PUT /v1/onboardings/{onboardingId}/commerce-connection: requests are then signed. Discouraged: an instance can be told to accept the token alone, by its option "Allow OAuth Access Tokens to be used as standalone Bearer tokens".',
  ),
  commerce_ims_credentials_rejected: text(
    'Adobe does not accept the credential of the SaaS edition for this instance.',
    'Check in the Adobe Developer Console that the project has an OAuth server-to-server credential with the API of Adobe Commerce as a Cloud Service, and that it belongs to the organization of the instance; then send type "ims" and baseUrl with clientId, clientSecret and organizationId with PUT /v1/onboardings/{onboardingId}/commerce-connection.',
  ),
  commerce_permission_missing: text(
    'The Commerce connection lacks a permission: {resources}.',
    'Give the integration these API resources in Commerce under System > Extensions > Integrations and re-authorize it (on the SaaS edition: give them to the role of the credential under System > Permissions), then send baseUrl and all credentials again with PUT /v1/onboardings/{onboardingId}/commerce-connection.',
  ),
  commerce_api_not_found: text(
    'Something answers at the base URL of the Commerce instance, but nothing there is the REST API of Commerce.',
    'Send as baseUrl the address under which Commerce itself is served, after any redirect and without /rest, and all credentials again, with PUT /v1/onboardings/{onboardingId}/commerce-connection. The same address is also asked again by itself.',
  ),
  commerce_address_refused: text(
    'The base URL of the Commerce instance leads to an address that must not be called (private, local or not https).',
    'Send a public https address as baseUrl, and all credentials again, with PUT /v1/onboardings/{onboardingId}/commerce-connection.',
  ),
  commerce_unreachable: text(
    'The Commerce instance could not be asked ({reason}).',
    'Nothing to do unless it lasts: it is asked again by itself. If it lasts, check that the instance is up.',
  ),
  store_missing: text('No store has been given.', 'Add one with POST /v1/onboardings/{onboardingId}/stores.'),
  website_unknown: text(
    'The Commerce instance has no website with the code "{websiteCode}".',
    'Correct websiteCode, of which GET /v1/onboardings/{onboardingId}/commerce-options lists those there are, with PATCH /v1/onboardings/{onboardingId}/stores/{storeId}, or create the website in Commerce.',
  ),
  website_without_store_view: text(
    'The website "{websiteCode}" has no default store view that orders could be imported into.',
    'Give the website a default store group with a default store view in Commerce under Stores > All Stores.',
  ),
  marketplace_taken: text(
    'The website "{websiteCode}" already has a store in this marketplace.',
    'Choose another website with PATCH /v1/onboardings/{onboardingId}/stores/{storeId}, or first remove the store from the other onboarding, which is then found out by itself.',
  ),
  attribute_unknown: text(
    'The Commerce instance has no product attribute "{attributeCode}".',
    'Correct mapping.attributeCode, of which GET /v1/onboardings/{onboardingId}/commerce-options lists those that can be mapped, with PATCH /v1/onboardings/{onboardingId}/stores/{storeId}; or send the mapping with createAttributeIfMissing true to the same address, to have the attribute made in Commerce (text field, global scope); or make it there yourself.',
  ),
  attribute_not_created: text(
    'The Commerce instance has no product attribute "{attributeCode}" and declines to make one of that code.',
    'Make it in Commerce under Stores > Attributes > Product (text field, global scope), or choose another code, of at most 30 characters, in mapping.attributeCode with PATCH /v1/onboardings/{onboardingId}/stores/{storeId}.',
  ),
  attribute_not_mappable: text(
    'The product attribute "{attributeCode}" is of type "{frontendInput}"; only text and select can carry a product id.',
    'Choose another attribute in mapping.attributeCode, of which GET /v1/onboardings/{onboardingId}/commerce-options lists those that can be mapped, with PATCH /v1/onboardings/{onboardingId}/stores/{storeId}.',
  ),
  attribute_without_label: text(
    'The product attribute "{attributeCode}" has no label.',
    'Give it a default label in Commerce, or choose another with PATCH /v1/onboardings/{onboardingId}/stores/{storeId}.',
  ),
  attribute_excluded: text(
    'The product attribute "{attributeCode}" belongs to Commerce itself and cannot carry a product id.',
    'Choose another attribute with PATCH /v1/onboardings/{onboardingId}/stores/{storeId}.',
  ),
  consent_needed: text(
    'The seller has not yet consented in Seller Central.',
    'The seller opens the mailed link; a new one is made with POST /v1/onboardings/{onboardingId}/links.',
  ),
  consent_lapsed: text(
    'The seller was invited and reminded, and did not consent.',
    'Talk to the seller. The mailed link still works; a new one is made with POST /v1/onboardings/{onboardingId}/links.',
  ),
  amazon_unavailable: text(
    'Amazon could not be asked about the account of the seller ({reason}).',
    'Nothing to do: Amazon is asked again by itself.',
  ),
  app_misconfigured: text(
    'Amazon refuses our own application ({error}): no consent and no store can be verified until this is mended.',
    'Operator: check client id, client secret and roles of the application in the Solution Provider Portal.',
  ),
  amazon_access_refused: text(
    'Amazon gives no access to the account of the seller (its answer names no reason).',
    'Operator: check the roles of the application, then ask Amazon with request id {requestId}.',
  ),
  consent_void: text(
    'The consent was no longer valid when it was verified.',
    'The seller consents once more with the link.',
  ),
  marketplace_not_participating: text(
    'The Amazon account that consented does not sell in: {countries}.',
    'The seller signs in with the account that sells there and consents again with the link, or opens the marketplace in Seller Central; this is asked anew every day.',
  ),
  marketplace_connected_elsewhere: text(
    'The Amazon account is already connected under another onboarding in: {countries}.',
    'Operator: find out which of the two is right, and remove the store from the other. Amazon is asked anew every day, so that what was freed is then found out by itself.',
  ),
  authorization_refused: text(
    'Amazon did not accept the authorization when it was asked where the seller sells. By itself this does not mean that the seller has ended it.',
    'Nothing to do at first: it is asked again every day. If it lasts, the seller consents again with a link, made with POST /v1/onboardings/{onboardingId}/links.',
  ),
  seller_already_connected: text(
    'The Amazon account that consented is already connected to another onboarding.',
    'Operator: find out which of the two is right and disconnect the other; once that has ended, the seller consents again.',
  ),
  seller_claim_conflict: text(
    'The Amazon account that consented is claimed by another onboarding, but the two do not match.',
    'Operator: find out to whom the account belongs, then accept or reject the consent that waits, with the verb decide-owner.',
  ),
  owner_mismatch: text(
    'The consent came from another Amazon account than the one expected here. An account that is connected still works.',
    'Operator: ask the seller which account is meant, then accept or reject the consent that waits, with the verb decide-owner. If the expected account is meant, the seller consents again with that one.',
  ),
  consent_disputed: text(
    'The contact says that they did not connect this account.',
    'Operator: talk to the contact, then use the verb decide-owner: accept if it was a mistake; reject, which disconnects, if the consent was not theirs.',
  ),
  contact_unreachable: text(
    'Mail is rejected or comes back, and no other contact is left.',
    'Give an address that works with PUT /v1/onboardings/{onboardingId}/contacts. Until it is confirmed, reach the person in another way and hand them a link, made with POST /v1/onboardings/{onboardingId}/links.',
  ),
  renewal_due: text(
    'The yearly renewal of the authorization is due. Everything still works.',
    'The seller opens the mailed link and consents again; a new one is made with POST /v1/onboardings/{onboardingId}/links.',
  ),
  authorization_revoked: text(
    'The seller has ended the authorization at Amazon: Amazon refuses every call until the seller consents again.',
    'Talk to the seller. If they want to go on, they open the mailed link and consent again; a new one is made with POST /v1/onboardings/{onboardingId}/links.',
  ),
  consent_not_asked: text(
    'Nobody has been asked to consent: the onboarding was taken over with an authorization that could not be used.',
    'Operator: have the seller invited with POST /v1/onboardings/{onboardingId}/reopen, or hand them a link, made with POST /v1/onboardings/{onboardingId}/links.',
  ),
  authorization_expired: text(
    'The authorization has expired: Amazon refuses every call until the seller consents again.',
    'The seller opens the mailed link and consents again; a new one is made with POST /v1/onboardings/{onboardingId}/links.',
  ),
} as const satisfies Record<string, Texts>;

export type RequirementCode = keyof typeof TEXTS;
export const REQUIREMENT_CODES = Object.keys(TEXTS) as readonly RequirementCode[];

/** Names what is needed, the same for as long as it is: the place of a store changes when one before it is removed. */
export function identityOf({ code, pointer, params }: Pick<Requirement, 'code' | 'pointer' | 'params'>): string {
  const { storeId } = params;
  return `${code} ${storeId === undefined ? pointer : pointer.replace(/^\/stores\/\d+/, `/stores/${storeId}`)}`;
}

/** The sentence that says what is missing and the one that says what to do about it. */
export function describeRequirement(
  requirement: Pick<Requirement, 'code' | 'params'>,
  onboardingId: string,
): { readonly sentence: string; readonly remedy: string } {
  return TEXTS[requirement.code]({ ...requirement.params, onboardingId });
}
