import { z } from 'zod';
import type { InputChecks } from './input-checks';
import type { Refusal } from './refusal';
import { secretText } from './text';

const MAX_URL_LENGTH = 2048;

/** Base URL and OAuth 1.0a credentials of an integration of the merchant's Commerce instance. */
export function commerceConnectionSchema({ refuseAddress }: Pick<InputChecks, 'refuseAddress'>) {
  const baseUrl = z
    .string()
    .transform((address, context) => {
      const trimmed = address.trim();
      const refusal = tooLong(trimmed) ?? refuseAddress(trimmed) ?? notABase(new URL(trimmed));
      if (!refusal) return baseOf(new URL(trimmed));
      const { detail, ...params } = refusal;
      context.addIssue({ code: 'custom', message: detail, params });
      return z.NEVER;
    })
    .meta({
      description: 'Where the instance is served: https, a public host, no query.',
      example: 'https://shop.acme.example',
      format: 'uri',
      maxLength: MAX_URL_LENGTH,
    });

  return z
    .strictObject({
      baseUrl,
      consumerKey: secretText('Consumer key of the integration.'),
      consumerSecret: secretText('Consumer secret of the integration.'),
      accessToken: secretText('Access token of the integration.'),
      accessTokenSecret: secretText('Access token secret of the integration.'),
    })
    .meta({
      id: 'CommerceConnection',
      description: 'How the Commerce instance is reached. All credentials are needed.',
    });
}

export type CommerceConnectionSchema = ReturnType<typeof commerceConnectionSchema>;
export type CommerceConnectionBody = z.output<CommerceConnectionSchema>;

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
