import type { Application } from './application';
import { refusal, type Refusal } from './refusals';

export interface ConsentRequest {
  readonly outcome: 'accepted';
  readonly redirectUri: string;
  readonly state: string;
}

/** Reads a parameter that must stand at most once. */
export function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  return values.length === 1 ? values[0] : undefined;
}

/** What Amazon checks in a consent URL before it shows anything to a seller. */
export function checkConsentRequest(application: Application, query: URLSearchParams): ConsentRequest | Refusal {
  if (single(query, 'application_id') !== application.applicationId) return refusal('MD1000');
  return checkReturn(application, query);
}

/** The checks that both doors share: draft marker, state and redirect URI. */
export function checkReturn(application: Application, query: URLSearchParams): ConsentRequest | Refusal {
  const state = single(query, 'state');
  if (state === undefined || state === '') return refusal('MD1000');
  if (application.draft && single(query, 'version') !== 'beta') return refusal('MD1000');
  if (application.redirectUris.length === 0 || application.loginUri === '') return refusal('MD9100');
  const redirectUri = query.has('redirect_uri') ? single(query, 'redirect_uri') : application.redirectUris[0];
  if (redirectUri?.includes('#') === true) return refusal('MD5110');
  if (redirectUri === undefined || !application.redirectUris.includes(redirectUri)) return refusal('MD5101');
  return { outcome: 'accepted', redirectUri, state };
}
