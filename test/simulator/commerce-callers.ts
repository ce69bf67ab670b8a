import { createHmac, createSign, randomUUID } from 'node:crypto';
import type { CommerceCredentials, ImsCredentials } from '../../src/simulator/demo';

/** A second, independent signer of OAuth 1.0a: what a Commerce client would send. */
export function oauthHeader(
  credentials: CommerceCredentials,
  url: string,
  at: number,
  change: Readonly<Record<string, string | undefined>> = {},
  method = 'GET',
): string {
  const parameters: Record<string, string | undefined> = {
    oauth_consumer_key: credentials.consumerKey,
    oauth_token: credentials.accessToken,
    oauth_signature_method: 'HMAC-SHA256',
    oauth_timestamp: String(Math.floor(at / 1000)),
    oauth_nonce: randomUUID(),
    oauth_version: '1.0',
    ...change,
  };
  const oauth = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const signed = oauth.filter(([name]) => name !== 'oauth_signature');
  const { origin, pathname, searchParams } = new URL(url);
  const pairs = [...searchParams, ...signed].map(([name, value]) => `${strict(name)}=${strict(value)}`).sort();
  const base = [method, strict(origin + pathname), strict(pairs.join('&'))].join('&');
  const key = `${strict(credentials.consumerSecret)}&${strict(credentials.accessTokenSecret)}`;
  const signature = createHmac('sha256', key).update(base).digest('base64');
  const all = 'oauth_signature' in change ? oauth : [...oauth, ['oauth_signature', signature] as const];
  return `OAuth ${all.map(([name, value]) => `${name}="${strict(value)}"`).join(', ')}`;
}

function strict(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A JWT as the gateway wants it, signed with `privateKey` unless `signWith` changes the algorithm's name. */
export function gatewayJwt(privateKey: string, claims: Readonly<Record<string, unknown>>, alg = 'RS256'): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
  return `${input}.${createSign('RSA-SHA256').update(input).sign(privateKey, 'base64url')}`;
}

export const IMS_SCOPES =
  'openid,AdobeID,email,profile,additional_info.roles,additional_info.projectedProductContext,commerce.accs';

/** Asks IMS for a token with these credentials; `undefined` leaves a field out. */
export async function askIms(
  tokenUrl: string,
  credentials: ImsCredentials,
  change: Readonly<Record<string, string | undefined>> = {},
): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const fields: Record<string, string | undefined> = {
    grant_type: 'client_credentials',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    scope: IMS_SCOPES,
    ...change,
  };
  const sent = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const response = await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(sent) });
  const text = await response.text();
  const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  return { status: response.status, headers: response.headers, body };
}
