/** The two worlds in which Commerce Services keys are issued; a key of one is unknown in the other. */
export type CommerceEnvironment = 'production' | 'sandbox';

/** Where a Commerce Services key is checked, without a trailing slash. */
export type GatewayBases = Readonly<Record<CommerceEnvironment, string>>;

/** Adobe's gateways, as configured in the Commerce module magento/services-connector 1.3.5. */
export const COMMERCE_GATEWAYS: GatewayBases = {
  production: 'https://commerce.adobe.io',
  sandbox: 'https://commerce-beta.adobe.io',
};

/** The gateway's key validation address (`key_validation_url` of magento/services-connector 1.3.5). */
export const KEY_PING_PATH = '/merchant-registry/v1/ping';
