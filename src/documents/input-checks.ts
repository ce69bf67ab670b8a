import { type PrivateKeyUnusable, readPrivateKey } from '../commerce/pem';
import { isSaasHost, saasBaseFault, type SaasBaseFault } from '../commerce/saas-base';
import type { InputChecks } from '../domain/contract/input-checks';
import type { Refusal } from '../domain/contract/refusal';
import { checkAddress, type OutgoingRules } from '../outgoing/address-rules';

const WHY: Readonly<Record<PrivateKeyUnusable['why'], string>> = {
  not_a_private_key: 'This text holds no private key in PEM form.',
  encrypted: 'This private key is protected by a passphrase.',
  unreadable: 'This private key is damaged or incomplete.',
  not_rsa: 'This private key is not an RSA key that can sign RS256.',
  too_short: 'This RSA key is shorter than 2048 bits.',
};

const NOT_A_SAAS_BASE: Readonly<Record<SaasBaseFault, Refusal>> = {
  host: {
    code: 'not_a_saas_host',
    detail: 'The SaaS edition is served only on hosts of api.commerce.adobe.com.',
    remedy: 'Give https://<server>.api.commerce.adobe.com/<tenant id>, or leave type out for another edition.',
  },
  path: {
    code: 'not_a_tenant',
    detail: 'The path is not a tenant id.',
    remedy: 'Give https://<server>.api.commerce.adobe.com/<tenant id>, without /rest and /V1.',
  },
};

const SAAS_NEEDS_IMS: Refusal = {
  code: 'saas_needs_ims',
  detail: 'This is the address of a SaaS instance, which knows no integrations.',
  remedy: 'Send type "ims" with clientId, clientSecret and organizationId.',
};

/**
 * The contract's view of the layers that know addresses and keys. `saasStandIn` is what the simulator has in the place
 * of the SaaS edition.
 */
export function createInputChecks(
  rules: OutgoingRules,
  saasStandIn?: string,
  webhookRules: OutgoingRules = rules,
): InputChecks {
  const refuse = (by: OutgoingRules) => (address: string) => {
    const verdict = checkAddress(address, by);
    return verdict.outcome === 'ok' ? null : { code: verdict.code, detail: verdict.reason, remedy: verdict.remedy };
  };
  return {
    refuseAddress: refuse(rules),
    refuseWebhookAddress: refuse(webhookRules),
    refuseInstance: (address) => (isSaasHost(address) ? SAAS_NEEDS_IMS : null),
    refuseSaasInstance(address) {
      const fault = saasBaseFault(address, saasStandIn);
      return fault && NOT_A_SAAS_BASE[fault];
    },
    readPrivateKey(pasted) {
      const reading = readPrivateKey(pasted);
      if (reading.outcome === 'ok') return { pem: reading.pem };
      return {
        refusal: {
          code: 'unusable_private_key',
          detail: WHY[reading.why],
          remedy: 'Copy the whole text from "-----BEGIN" to "-----END" of the private key that belongs to the API key.',
        },
      };
    },
  };
}
