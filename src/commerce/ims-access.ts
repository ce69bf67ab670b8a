import type { CommerceRefusal, Unverifiable } from '../domain/outcomes';
import type { AccessOptions, CommerceAccess, Said } from './access';
import { exchange, type Answered, type CommerceRequest } from './exchange';
import type { ImsCredentials } from './ims';
import { missingPermission } from './refusal';
import { saasBaseFault } from './saas-base';
import { unverifiable } from './unverifiable';

/**
 * Adobe Commerce as a Cloud Service: no /rest and no store view in the path, but the header `Store`, and a token of
 * Adobe's identity service (IMS).
 */
export function imsAccess(baseUrl: string, credentials: ImsCredentials, options: AccessOptions): CommerceAccess {
  const { ims } = options;

  async function askOnce(request: CommerceRequest, url: URL) {
    const issued = await ims.tokenOf(credentials);
    options.signal?.throwIfAborted();
    if (issued.outcome === 'rejected') return REJECTED;
    if (issued.outcome === 'unverifiable') return issued;
    const headers = {
      authorization: `Bearer ${issued.token}`,
      'x-api-key': credentials.clientId,
      'x-gw-ims-org-id': credentials.organizationId,
      store: 'all',
    };
    const secrets = [issued.token, credentials.clientSecret];
    const answered = await exchange(request, url, headers, secrets, options);
    if (answered.outcome === 'answered' && isTokenRefused(answered)) ims.drop(credentials, issued.token);
    return answered;
  }

  return {
    tokenAlone: false,
    refusalOf,
    /** A token that is refused may have been revoked before its time: it is dropped, and one new one is tried. */
    async ask(request): Promise<Answered | Said<CommerceRefusal> | Unverifiable> {
      const url = tenantUrl(baseUrl, request.path, options.saasStandIn);
      if (!url) return unverifiable('address_refused');
      const first = await askOnce(request, url);
      return first.outcome === 'answered' && isTokenRefused(first) ? askOnce(request, url) : first;
    },
  };
}

const REJECTED: Said<CommerceRefusal> = { outcome: 'refused', reason: 'bad_ims_credentials', message: '' };

function tenantUrl(baseUrl: string, path: string, standIn: string | undefined): URL | undefined {
  if (!URL.canParse(baseUrl)) return undefined;
  const base = new URL(baseUrl);
  if (saasBaseFault(base, standIn)) return undefined;
  return new URL(`${base.origin}${base.pathname.replace(/\/+$/, '')}/V1${path}`);
}

/** Commerce says 401 also to a good token that lacks a permission, and then names the ACL resources. */
function isTokenRefused({ response, message }: Answered): boolean {
  return response.status === 401 && (message?.resources.length ?? 0) === 0;
}

/** 403 without a resource is Adobe's gateway, which knows no such client or finds it outside of the organization. */
function refusalOf(answered: Answered): Said<CommerceRefusal> | undefined {
  const { response, message } = answered;
  const refused = response.status === 401 || response.status === 403;
  if (refused && message && message.resources.length > 0) return missingPermission(message);
  return isTokenRefused(answered) || (response.status === 403 && message)
    ? { ...REJECTED, message: message?.text ?? '' }
    : undefined;
}
