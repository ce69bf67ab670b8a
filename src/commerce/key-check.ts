import type { KeyObject } from 'node:crypto';
import type { Clock, Instant } from '../domain/clock';
import type { KeyCheck, Unverifiable } from '../domain/outcomes';
import type { Outgoing, OutgoingResponse } from '../outgoing/guarded-dispatcher';
import { serverTimeIfApart } from './clock-difference';
import { gatewaySignature } from './gateway-signature';
import { KEY_PING_PATH, type CommerceEnvironment, type GatewayBases } from './gateways';
import { readPrivateKey } from './pem';
import { unverifiable, unverifiableAnswer, unverifiableFailure } from './unverifiable';

export interface MerchantKey {
  readonly environment: CommerceEnvironment;
  readonly apiKey: string | undefined;
  /** PEM, as the merchant pasted it. */
  readonly privateKey: string | undefined;
}

export interface KeyCheckDeps {
  readonly gatewayBase: GatewayBases;
  readonly outgoing: Outgoing;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

type Verdict =
  { readonly outcome: 'accepted' } | { readonly outcome: 'rejected'; readonly serverTime: Instant | undefined };

/**
 * Asks the Commerce Services gateway whether it accepts the merchant's key pair. Only 200 is a yes and only 401 and 403
 * are a no, the latter only while our clock and the gateway's agree: a signature with a wrong time is rejected however
 * good the key is. Then it is signed anew, once, with the gateway's time.
 *
 * Throws only the reason of an aborted `signal`.
 */
export async function checkKey(merchantKey: MerchantKey, deps: KeyCheckDeps): Promise<KeyCheck> {
  const apiKey = merchantKey.apiKey?.trim() ?? '';
  const privateKey = merchantKey.privateKey?.trim() ?? '';
  if (apiKey === '' || privateKey === '') {
    return { outcome: 'missing', part: apiKey !== '' ? 'privateKey' : privateKey !== '' ? 'apiKey' : 'both' };
  }
  const reading = readPrivateKey(privateKey);
  if (reading.outcome === 'unusable') return { outcome: 'invalid', reason: 'private_key_unusable' };
  if (!fitsIntoHeader(apiKey)) return { outcome: 'invalid', reason: 'rejected' };

  const pair = { apiKey, key: reading.key, gateway: deps.gatewayBase[merchantKey.environment] };
  const first = await ping(pair, deps.clock.now(), deps);
  if (first.outcome !== 'rejected') return keyCheckOf(first, deps.clock);
  if (first.serverTime === undefined) return { outcome: 'invalid', reason: 'rejected' };

  const second = await ping(pair, first.serverTime, deps);
  return second.outcome === 'rejected' ? unverifiable('our_clock') : keyCheckOf(second, deps.clock);
}

function keyCheckOf(verdict: { readonly outcome: 'accepted' } | Unverifiable, clock: Clock): KeyCheck {
  return verdict.outcome === 'accepted' ? { outcome: 'valid', checkedAt: clock.now() } : verdict;
}

interface KeyPair {
  readonly apiKey: string;
  readonly key: KeyObject;
  readonly gateway: string;
}

async function ping(pair: KeyPair, signedAt: Instant, deps: KeyCheckDeps): Promise<Verdict | Unverifiable> {
  const answer = await deps.outgoing.send({
    method: 'GET',
    url: `${pair.gateway}${KEY_PING_PATH}`,
    headers: {
      accept: 'application/json',
      'x-api-key': pair.apiKey,
      'magento-api-key': pair.apiKey,
      'x-gw-signature': gatewaySignature(pair.key, signedAt),
    },
    signal: deps.signal,
  });
  return answer.outcome === 'response' ? verdictOf(answer, deps.clock.now()) : unverifiableFailure(answer);
}

function verdictOf(answer: OutgoingResponse, now: Instant): Verdict | Unverifiable {
  if (answer.status === 200) return { outcome: 'accepted' };
  if (answer.status === 401 || answer.status === 403) {
    return { outcome: 'rejected', serverTime: serverTimeIfApart(answer, now) };
  }
  return unverifiableAnswer(answer, now);
}

/** A key with other characters was never issued, and HTTP could not carry it. */
function fitsIntoHeader(apiKey: string): boolean {
  return /^[\x21-\x7e]+$/.test(apiKey);
}
