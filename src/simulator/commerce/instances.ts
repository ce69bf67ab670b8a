/** One merchant's Commerce instance: who may call it and what it answers. */
export type CommerceInstance = PaasInstance | SaasInstance;

/** Adobe Commerce on its own host, or Open Source. */
export interface PaasInstance extends Catalog {
  readonly edition: 'paas';
  readonly integrations: Integration[];
  /** "Allow OAuth Access Tokens to be used as standalone Bearer tokens": off by default since 2.4.4. */
  bearerTokensAllowed: boolean;
}

/** Adobe Commerce as a Cloud Service; `code` is its tenant id. */
export interface SaasInstance extends Catalog {
  readonly edition: 'saas';
  readonly credential: ImsCredential;
}

/** What an instance has, whatever its edition. Field names are those of its REST API. */
export interface Catalog {
  readonly code: string;
  readonly modules: readonly string[];
  readonly websites: readonly Website[];
  readonly storeGroups: readonly StoreGroup[];
  readonly storeViews: readonly StoreView[];
  readonly storeConfigs: readonly StoreConfig[];
  attributes: readonly Attribute[];
}

export const STORE_RESOURCE = 'Magento_Backend::store';
export const ATTRIBUTES_RESOURCE = 'Magento_Catalog::attributes_attributes';
export const MODULES_RESOURCE = 'Magento_Backend::admin';

/** An activated integration: the four secrets of OAuth 1.0a and the ACL resources it was given. */
export interface Integration {
  readonly name: string;
  readonly consumerId: number;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
  resources: readonly string[];
  revoked: boolean;
}

/** A server-to-server credential of the Adobe Developer Console, with the ACL resources of its role in Commerce. */
export interface ImsCredential {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly organizationId: string;
  resources: readonly string[];
}

export interface Website {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly default_group_id: number;
}

export interface StoreGroup {
  readonly id: number;
  readonly website_id: number;
  readonly root_category_id: number;
  readonly default_store_id: number;
  readonly name: string;
  readonly code: string;
}

export interface StoreView {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly website_id: number;
  readonly store_group_id: number;
  readonly is_active: 0 | 1;
}

export interface StoreConfig {
  readonly id: number;
  readonly code: string;
  readonly website_id: number;
  readonly locale: string;
  readonly base_currency_code: string;
  readonly default_display_currency_code: string;
  readonly timezone: string;
  readonly weight_unit: string;
  readonly base_url: string;
  readonly base_link_url: string;
  readonly base_static_url: string;
  readonly base_media_url: string;
  readonly secure_base_url: string;
  readonly secure_base_link_url: string;
  readonly secure_base_static_url: string;
  readonly secure_base_media_url: string;
}

export interface Attribute {
  readonly attribute_id: number;
  readonly attribute_code: string;
  readonly frontend_input: string;
  readonly backend_type: string;
  readonly entity_type_id: string;
  readonly scope: 'global' | 'website' | 'store';
  readonly is_required: boolean;
  /** `"0"` or `"1"`, as Commerce writes it. */
  readonly is_unique: string;
  readonly is_user_defined: boolean;
  readonly is_visible: boolean;
  readonly is_used_for_promo_rules: string;
  /** Absent when the attribute was given no label. */
  readonly default_frontend_label?: string;
  readonly frontend_labels: readonly { readonly store_id: number; readonly label: string }[];
  readonly options: readonly { readonly label: string; readonly value: string }[];
}

/** Where a merchant says its instance is. */
export function baseUrlOf(
  { edition, code }: CommerceInstance,
  addresses: { readonly commerce: string; readonly saas: string },
): string {
  return `${edition === 'saas' ? addresses.saas : addresses.commerce}/${code}`;
}

/** Whether a call may name this store view: `all` and `default` stand for none in particular. */
export function hasStoreView({ storeViews }: Catalog, code: string): boolean {
  return code === 'all' || code === 'default' || storeViews.some((view) => view.code === code);
}
