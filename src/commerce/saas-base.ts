const SAAS_HOST_SUFFIX = '.api.commerce.adobe.com';

/** What of an address keeps it from being the base URL of an instance of the SaaS edition. */
export type SaasBaseFault = 'host' | 'path';

/**
 * Judges a base URL of the SaaS edition (Adobe Commerce as a Cloud Service): `https://<server>.api.commerce.adobe.com/
 * <tenant id>`, with no /rest behind it. A token of Adobe's identity service must go nowhere else. Of a stand-in, which
 * only the simulator has, the tenants are folders likewise.
 */
export function saasBaseFault(url: URL, standIn: string | undefined): SaasBaseFault | null {
  const folder = standIn === undefined ? undefined : new URL(standIn);
  if (folder?.origin === url.origin) {
    return url.pathname.startsWith(`${folder.pathname}/`) && isTenant(url.pathname.slice(folder.pathname.length))
      ? null
      : 'path';
  }
  if (!isSaasHost(url)) return 'host';
  return isTenant(url.pathname) ? null : 'path';
}

/** Whether Adobe serves the SaaS edition there, to which no integration's token is known. */
export function isSaasHost(url: URL): boolean {
  return url.protocol === 'https:' && url.port === '' && url.hostname.endsWith(SAAS_HOST_SUFFIX);
}

function isTenant(path: string): boolean {
  return /^\/[\w-]{1,100}\/?$/.test(path) && !/^\/(rest|V1)\/?$/i.test(path);
}
