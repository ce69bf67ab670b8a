import { type PrivateKeyUnusable, readPrivateKey } from '../commerce/pem';
import type { InputChecks } from '../domain/contract/input-checks';
import { checkAddress, type OutgoingRules } from '../outgoing/address-rules';

const WHY: Readonly<Record<PrivateKeyUnusable['why'], string>> = {
  not_a_private_key: 'This text holds no private key in PEM form.',
  encrypted: 'This private key is protected by a passphrase.',
  unreadable: 'This private key is damaged or incomplete.',
  not_rsa: 'This private key is not an RSA key that can sign RS256.',
  too_short: 'This RSA key is shorter than 2048 bits.',
};

/** The contract's view of the layers that know addresses and keys. */
export function createInputChecks(rules: OutgoingRules): InputChecks {
  return {
    refuseAddress(address) {
      const verdict = checkAddress(address, rules);
      return verdict.outcome === 'ok' ? null : { code: verdict.code, detail: verdict.reason, remedy: verdict.remedy };
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
