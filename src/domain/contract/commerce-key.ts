import { z } from 'zod';
import type { InputChecks } from './input-checks';
import { secretText } from './text';

/** The merchant's Commerce Services key pair. A part that is absent becomes a requirement, no error. */
export function commerceKeySchema({ readPrivateKey }: Pick<InputChecks, 'readPrivateKey'>) {
  const privateKey = z
    .string()
    .transform((pasted, context) => {
      const reading = readPrivateKey(pasted);
      if ('pem' in reading) return reading.pem;
      const { detail, ...params } = reading.refusal;
      context.addIssue({ code: 'custom', message: detail, params });
      return z.NEVER;
    })
    .meta({
      description: 'RSA private key in PEM form. Stray spaces, line breaks and line ends are mended.',
      format: 'password',
      writeOnly: true,
      example: '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
    });

  return z
    .strictObject({
      environment: z
        .enum(['production', 'sandbox'])
        .default('production')
        .meta({ description: 'Commerce environment that the key was made for.' }),
      apiKey: secretText('Public part of the key pair.').nullish(),
      privateKey: privateKey.nullish(),
    })
    .meta({ id: 'CommerceApiKey', description: "The merchant's Commerce Services API key." });
}

export type CommerceKeySchema = ReturnType<typeof commerceKeySchema>;
export type CommerceKeyBody = z.output<CommerceKeySchema>;
