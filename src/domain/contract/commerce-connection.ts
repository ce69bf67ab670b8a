import { z } from 'zod';
import type { InputChecks } from './input-checks';
import type { Refusal } from './refusal';
import { secretText, text } from './text';

const MAX_URL_LENGTH = 2048;

/** The credentials that sign; an integration has all of them or is used by its token alone. */
const SIGNING_CREDENTIALS = ['consumerKey', 'consumerSecret', 'accessTokenSecret'] as const;

const SIGNING_CREDENTIAL_MISSING: Refusal = {
  code: 'required',
  detail: 'This is missing: requests are signed with all four credentials of the integration.',
  remedy: 'Send consumerKey, consumerSecret and accessTokenSecret together, or none of them.',
};

type ConnectionChecks = Pick<InputChecks, 'refuseAddress' | 'refuseInstance' | 'refuseSaasInstance'>;

/** How the merchant's Commerce instance is reached: by an integration, or on the SaaS edition by Adobe IMS. */
export function commerceConnectionSchema(checks: ConnectionChecks) {
  const integration = z
    .strictObject({
      // Optional without a default, and dropped where it is spelled out: the fingerprint of a body stays as it is.
      type: z
        .literal('integration')
        .meta({ description: 'An integration of Adobe Commerce or Magento Open Source. The default.' })
        .transform(() => undefined)
        .optional(),
      baseUrl: baseUrl(
        checks.refuseAddress,
        checks.refuseInstance,
        'Where the instance is served: https, a public host, no query.',
        'https://shop.acme.example',
      ),
      accessToken: secretText('Access token of the integration.'),
      consumerKey: secretText('Consumer key of the integration.').optional(),
      consumerSecret: secretText('Consumer secret of the integration.').optional(),
      accessTokenSecret: secretText('Access token secret of the integration.').optional(),
    })
    .superRefine((connection, context) => {
      const missing = SIGNING_CREDENTIALS.filter((name) => connection[name] === undefined);
      if (missing.length === SIGNING_CREDENTIALS.length) return;
      const { detail, ...params } = SIGNING_CREDENTIAL_MISSING;
      for (const name of missing) context.addIssue({ code: 'custom', path: [name], message: detail, params });
    })
    .meta({
      id: 'IntegrationConnection',
      description:
        'An integration, made in Commerce under System > Extensions > Integrations. Its four credentials sign every ' +
        'request (OAuth 1.0a). With the access token alone it works only where the instance still allows that.',
    });

  const ims = z
    .strictObject({
      type: z.literal('ims').meta({ description: 'Adobe Commerce as a Cloud Service (SaaS).' }),
      baseUrl: baseUrl(
        checks.refuseAddress,
        checks.refuseSaasInstance,
        'Where the tenant is served: https://<server>.api.commerce.adobe.com/<tenant id>, without /rest.',
        'https://na1.api.commerce.adobe.com/AbCdEf1234567890',
      ),
      clientId: text({
        description: 'Client id of the OAuth server-to-server credential.',
        example: 'a1b2c3d4e5f64a7b8c9d0e1f2a3b4c5d',
        pattern: /^[\x21-\x7e]{1,128}$/,
        maxLength: 128,
        code: 'invalid_client_id',
        detail: 'A client id has 1 to 128 visible characters and no spaces.',
        remedy: 'Copy the client id from the project in the Adobe Developer Console.',
      }),
      clientSecret: secretText('Client secret of the OAuth server-to-server credential.'),
      organizationId: text({
        description: 'IMS organization to which the instance belongs.',
        example: '0123456789ABCDEF01234567@AdobeOrg',
        pattern: /^[A-Za-z0-9]{1,64}@AdobeOrg$/,
        maxLength: 73,
        code: 'invalid_organization_id',
        detail: 'An organization id is letters and digits followed by @AdobeOrg.',
        remedy: 'Copy the organization id from the project in the Adobe Developer Console.',
      }),
    })
    .meta({
      id: 'ImsConnection',
      description: 'An OAuth server-to-server credential of a project in the Adobe Developer Console.',
    });

  return z.discriminatedUnion('type', [integration, ims]).meta({
    id: 'CommerceConnection',
    description: 'How the Commerce instance is reached. A new address or another type needs all credentials anew.',
    // A discriminator must be required in OpenAPI, and the type may be left out.
    override: ({
      jsonSchema,
    }: {
      readonly jsonSchema: { oneOf?: unknown; anyOf?: unknown; discriminator?: unknown };
    }) => {
      jsonSchema.anyOf = jsonSchema.oneOf;
      delete jsonSchema.oneOf;
      delete jsonSchema.discriminator;
    },
  });
}

export type CommerceConnectionSchema = ReturnType<typeof commerceConnectionSchema>;
export type CommerceConnectionBody = z.output<CommerceConnectionSchema>;

function baseUrl(
  refuseAddress: InputChecks['refuseAddress'],
  refuseEdition: InputChecks['refuseInstance'],
  description: string,
  example: string,
) {
  return z
    .string()
    .transform((address, context) => {
      const trimmed = address.trim();
      const refusal =
        tooLong(trimmed) ?? refuseAddress(trimmed) ?? notABase(new URL(trimmed)) ?? refuseEdition(new URL(trimmed));
      if (!refusal) return baseOf(new URL(trimmed));
      const { detail, ...params } = refusal;
      context.addIssue({ code: 'custom', message: detail, params });
      return z.NEVER;
    })
    .meta({ description, example, format: 'uri', maxLength: MAX_URL_LENGTH });
}

function tooLong(address: string): Refusal | null {
  if (address.length <= MAX_URL_LENGTH) return null;
  return {
    code: 'too_long',
    detail: `An address has at most ${MAX_URL_LENGTH} characters.`,
    remedy: 'Give only the address under which the instance is served.',
  };
}

function notABase(url: URL): Refusal | null {
  if (url.search === '' && url.hash === '') return null;
  return {
    code: 'not_a_base_url',
    detail: 'A base URL has neither query nor fragment.',
    remedy: 'Remove everything from the first ? or # on.',
  };
}

/** Without trailing slashes, so that one instance is written in one way. */
function baseOf(url: URL): string {
  return (url.origin + url.pathname).replace(/\/+$/, '');
}
