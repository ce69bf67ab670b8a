import type { Clock, Instant } from '../domain/clock';
import type { CommerceRefusal, Unverifiable } from '../domain/outcomes';
import type { CommerceAccess, Said } from './access';
import { serverTimeIfApart } from './clock-difference';
import { exchange, type Answered, type CommerceRequest, type Way } from './exchange';
import { oauth1Header, type OAuth1Credentials } from './oauth1';
import { missingPermission } from './refusal';
import { unverifiable } from './unverifiable';

/*
 * An integration of Adobe Commerce or Magento Open Source (System > Extensions > Integrations). Its REST API stands at
 * /rest/<store view>/V1; `all` is the global scope.
 */

/** Signs every request with the four credentials (OAuth 1.0a). */
export function oauth1Access(
  baseUrl: string,
  credentials: OAuth1Credentials,
  way: Way & { readonly clock: Clock },
): CommerceAccess {
  const { consumerKey, consumerSecret, accessToken, accessTokenSecret } = credentials;
  const secrets = [consumerKey, consumerSecret, accessToken, accessTokenSecret];
  const { clock } = way;

  async function sendSigned(request: CommerceRequest, url: URL, signedAt: Instant) {
    const headers = { authorization: oauth1Header(request.method, url, credentials, signedAt) };
    return exchange(request, url, headers, secrets, way);
  }

  return {
    tokenAlone: false,
    refusalOf: (answered) => refusalOf(answered, 'bad_credentials'),
    /**
     * Asks once more if the answer may be the fault of the signature's time or nonce instead of the credentials: with
     * Commerce's time where the clocks are apart, with a fresh nonce in any case.
     */
    async ask(request) {
      const url = restUrl(baseUrl, request.path);
      if (!url) return unverifiable('address_refused');
      const first = await sendSigned(request, url, clock.now());
      if (first.outcome === 'unverifiable' || !isSignatureRejection(first)) return first;
      const now = clock.now();
      const serverTime = serverTimeIfApart(first.response, now);
      if (serverTime === undefined && !blamesTimeOrNonce(first)) return first;

      const second = await sendSigned(request, url, serverTime ?? now);
      if (second.outcome === 'unverifiable' || !isSignatureRejection(second)) return second;
      if (serverTime !== undefined) return unverifiable('our_clock');
      return blamesTimeOrNonce(second) ? unverifiable('unexpected_answer') : second;
    },
  };
}

/** Sends the access token alone. Since Commerce 2.4.4 that is accepted only where the instance was told to. */
export function bearerAccess(baseUrl: string, accessToken: string, way: Way): CommerceAccess {
  return {
    tokenAlone: true,
    refusalOf: (answered) => refusalOf(answered, 'bearer_disabled'),
    async ask(request): Promise<Answered | Unverifiable> {
      const url = restUrl(baseUrl, request.path);
      if (!url) return unverifiable('address_refused');
      return exchange(request, url, { authorization: `Bearer ${accessToken}` }, [accessToken], way);
    },
  };
}

function restUrl(baseUrl: string, path: string): URL | undefined {
  if (!URL.canParse(baseUrl)) return undefined;
  const base = new URL(baseUrl);
  return new URL(`${base.origin}${base.pathname.replace(/\/+$/, '')}/rest/all/V1${path}`);
}

/** A 401 is also Commerce's answer to a good signature that lacks a permission; then it names the ACL resources. */
function refusalOf(
  { response, message }: Answered,
  rejection: 'bad_credentials' | 'bearer_disabled',
): Said<CommerceRefusal> | undefined {
  const { status } = response;
  if (message && (status === 403 || (status === 401 && message.resources.length > 0))) {
    return missingPermission(message);
  }
  return status === 401 ? { outcome: 'refused', reason: rejection, message: message?.text ?? '' } : undefined;
}

function isSignatureRejection(answered: Answered): boolean {
  const { response, message } = answered;
  if (response.status === 401) return (message?.resources.length ?? 0) === 0;
  return response.status === 400 && blamesTimeOrNonce(answered);
}

/** Commerce has no machine-readable code for these in its REST answers; its messages name the parameter. */
function blamesTimeOrNonce({ message }: Answered): boolean {
  return /\b(oauth_)?(timestamp|nonce)\b/i.test(message?.text ?? '');
}
