import { generateKeyPairSync } from 'node:crypto';

export const PRIVATE_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;

export const API_KEY = { environment: 'sandbox', apiKey: 'canary-public-part', privateKey: PRIVATE_KEY };

export const CONNECTION = {
  baseUrl: 'https://shop.acme.example',
  consumerKey: 'canary-consumer-key',
  consumerSecret: 'canary-consumer-secret',
  accessToken: 'canary-access-token',
  accessTokenSecret: 'canary-access-token-secret',
};

/** Of an instance of the SaaS edition. */
export const IMS_CONNECTION = {
  type: 'ims',
  baseUrl: 'https://na1.api.commerce.adobe.com/tenant-1',
  clientId: 'client-1',
  clientSecret: 'canary-client-secret',
  organizationId: 'ORG1@AdobeOrg',
};

export const US_STORE = {
  country: 'US',
  websiteCode: 'base',
  email: 'owner@acme.shop',
  name: 'Acme Outdoor US',
  mapping: { amazonIdType: 'asin', attributeCode: 'amazon_asin' },
};

export const CA_STORE = { ...US_STORE, country: 'CA', name: 'Acme Outdoor Canada' };

/** The body of a complete start. */
export const START = {
  merchantId: 'merchant-acme',
  region: 'na',
  apiKey: API_KEY,
  commerceConnection: CONNECTION,
  stores: [US_STORE],
};
