import { randomBytes } from 'node:crypto';
import {
  ATTRIBUTES_RESOURCE,
  MODULES_RESOURCE,
  STORE_RESOURCE,
  type Attribute,
  type Catalog,
  type CommerceInstance,
  type ImsCredential,
  type Integration,
  type PaasInstance,
  type StoreConfig,
  type StoreGroup,
  type StoreView,
  type Website,
} from './instances';

const ALL_RESOURCES: readonly string[] = [STORE_RESOURCE, ATTRIBUTES_RESOURCE, MODULES_RESOURCE];

/** A website that has one store group with one view, as most have. */
interface Shop {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly locale: string;
  readonly timezone: string;
}

const MAIN = shop(1, 'base', 'Main Website', 'USD', 'en_US', 'America/Chicago');

/**
 * The merchants of the demo; their secrets are random and made once. The first three have all that is needed; each of the
 * others lacks something that a requirement asks for.
 */
export function seedInstances(): CommerceInstance[] {
  return [
    paas(
      catalog('acme', [
        shop(1, 'base', 'Main Website', 'USD', 'en_US', 'America/Chicago'),
        shop(2, 'acme_us', 'Acme Outdoor US', 'USD', 'en_US', 'America/New_York'),
        shop(3, 'acme_ca', 'Acme Outdoor Canada', 'CAD', 'en_CA', 'America/Toronto'),
      ]),
    ),
    paas(
      catalog('globex', [
        shop(1, 'base', 'Main Website', 'EUR', 'en_GB', 'Europe/Dublin'),
        shop(2, 'globex_uk', 'Globex UK', 'GBP', 'en_GB', 'Europe/London'),
      ]),
    ),
    paas(catalog('initech', [MAIN, shop(2, 'initech_us', 'Initech US', 'USD', 'en_US', 'America/Chicago')])),
    {
      ...catalog('soylent', [MAIN, shop(2, 'soylent_us', 'Soylent US', 'USD', 'en_US', 'America/New_York')]),
      edition: 'saas',
      credential: makeImsCredential(ALL_RESOURCES),
    },
    paas(catalog('stark', [MAIN, shop(2, 'stark_us', 'Stark Tools US', 'USD', 'en_US', 'America/New_York')])),
    paas(
      catalog('wonka', [MAIN, shop(2, 'wonka_us', 'Wonka Sweets US', 'USD', 'en_US', 'America/Los_Angeles')]),
      ALL_RESOURCES.filter((resource) => resource !== ATTRIBUTES_RESOURCE),
    ),
    paas({
      ...catalog('tyrell', [MAIN, shop(2, 'tyrell_us', 'Tyrell Toys US', 'USD', 'en_US', 'America/Los_Angeles')]),
      attributes: seedAttributes().map((one) =>
        one.attribute_code === 'amazon_asin' ? { ...one, frontend_input: 'textarea', backend_type: 'text' } : one,
      ),
    }),
  ];
}

/** The instance of a merchant that has one website, called as the instance, and one attribute to map. */
export function seedShop(code: string): PaasInstance {
  const only = shop(1, code, code, 'USD', 'en_US', 'America/Chicago');
  return paas({ ...catalog(code, [only]), attributes: [attribute('amazon_asin')] });
}

/** An integration with fresh secrets of the lengths that Commerce makes (32 characters each). */
export function makeIntegration(name: string, consumerId: number, resources: readonly string[]): Integration {
  const secret = (): string => randomBytes(16).toString('hex');
  return {
    name,
    consumerId,
    consumerKey: secret(),
    consumerSecret: secret(),
    accessToken: secret(),
    accessTokenSecret: secret(),
    resources,
    revoked: false,
  };
}

/** A credential with fresh secrets, in the forms that the Adobe Developer Console gives them. */
function makeImsCredential(resources: readonly string[]): ImsCredential {
  return {
    clientId: randomBytes(16).toString('hex'),
    clientSecret: `p8e-${randomBytes(24).toString('base64url')}`,
    organizationId: `${randomBytes(12).toString('hex').toUpperCase()}@AdobeOrg`,
    resources,
  };
}

/** A global text attribute labelled with its code, unless `change` says otherwise. */
export function attribute(code: string, change: Partial<Attribute> = {}): Attribute {
  return { ...unlabelledAttribute(code), default_frontend_label: code.replaceAll('_', ' '), ...change };
}

function unlabelledAttribute(code: string): Attribute {
  return {
    attribute_id: 100 + (Buffer.from(code).reduce((sum, byte) => sum + byte, 0) % 900),
    attribute_code: code,
    frontend_input: 'text',
    backend_type: 'varchar',
    entity_type_id: '4',
    scope: 'global',
    is_required: false,
    is_unique: '0',
    is_user_defined: true,
    is_visible: true,
    is_used_for_promo_rules: '1',
    frontend_labels: [],
    options: [],
  };
}

/** With the integration `evergrant`, which is given these resources, and a second one that may only read stores. */
function paas(catalog: Catalog, resources = ALL_RESOURCES): PaasInstance {
  return {
    ...catalog,
    edition: 'paas',
    integrations: [makeIntegration('evergrant', 1, resources), makeIntegration('stores-only', 2, [STORE_RESOURCE])],
    bearerTokensAllowed: false,
  };
}

function catalog(code: string, shops: readonly Shop[]): Catalog {
  return {
    code,
    modules: ['Magento_Store', 'Magento_Catalog', 'Magento_Backend', 'Magento_Webapi', 'Magento_ServicesConnector'],
    websites: [
      { id: 0, code: 'admin', name: 'Admin', default_group_id: 0 },
      ...shops.map(websiteOf),
      { id: 90, code: 'empty', name: 'Website without a store', default_group_id: 0 },
    ],
    storeGroups: [
      { id: 0, website_id: 0, root_category_id: 0, default_store_id: 0, name: 'Default', code: 'default' },
      ...shops.map(storeGroupOf),
    ],
    storeViews: [
      { id: 0, code: 'admin', name: 'Admin', website_id: 0, store_group_id: 0, is_active: 1 },
      ...shops.map(storeViewOf),
    ],
    storeConfigs: shops.map((one) => storeConfigOf(code, one)),
    attributes: seedAttributes(),
  };
}

function seedAttributes(): Attribute[] {
  return [
    attribute('amazon_asin', { default_frontend_label: 'Amazon ASIN' }),
    attribute('ean', { default_frontend_label: 'EAN' }),
    attribute('color', {
      frontend_input: 'select',
      backend_type: 'int',
      options: [
        { label: ' ', value: '' },
        { label: 'Black', value: '49' },
        { label: 'Blue', value: '50' },
      ],
    }),
    attribute('isbn', { scope: 'website', default_frontend_label: 'ISBN' }),
    attribute('mpn', { is_unique: '1', is_required: true, default_frontend_label: 'Manufacturer part number' }),
    attribute('description', {
      frontend_input: 'textarea',
      backend_type: 'text',
      scope: 'store',
      is_user_defined: false,
    }),
    attribute('news_from_date', {
      frontend_input: 'date',
      backend_type: 'datetime',
      scope: 'website',
      is_user_defined: false,
    }),
    attribute('status', { frontend_input: 'select', backend_type: 'int', scope: 'website', is_user_defined: false }),
    unlabelledAttribute('legacy_code'),
  ];
}

function shop(id: number, code: string, name: string, currency: string, locale: string, timezone: string): Shop {
  return { id, code, name, currency, locale, timezone };
}

function websiteOf({ id, code, name }: Shop): Website {
  return { id, code, name, default_group_id: id };
}

function storeGroupOf({ id, code, name }: Shop): StoreGroup {
  return {
    id,
    website_id: id,
    root_category_id: 2,
    default_store_id: id,
    name: `${name} Store`,
    code: `${code}_store`,
  };
}

function storeViewOf({ id, code, name }: Shop): StoreView {
  return { id, code: `${code}_en`, name: `${name}, English`, website_id: id, store_group_id: id, is_active: 1 };
}

function storeConfigOf(instanceCode: string, { id, code, currency, locale, timezone }: Shop): StoreConfig {
  const url = `https://${code.replaceAll('_', '-')}.${instanceCode}.example/`;
  return {
    id,
    code: `${code}_en`,
    website_id: id,
    locale,
    base_currency_code: currency,
    default_display_currency_code: currency,
    timezone,
    weight_unit: currency === 'USD' ? 'lbs' : 'kgs',
    base_url: url,
    base_link_url: url,
    base_static_url: `${url}static/`,
    base_media_url: `${url}media/`,
    secure_base_url: url,
    secure_base_link_url: url,
    secure_base_static_url: `${url}static/`,
    secure_base_media_url: `${url}media/`,
  };
}
