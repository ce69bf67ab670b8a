/**
 * Which addresses given by merchants and backends we may call. Pure: what a URL alone shows. What only DNS can tell is
 * judged with `isPermittedAddress` while the connection is made.
 */
import ipaddr from 'ipaddr.js';

/** What an operator, or the simulator mode, adds to https on port 443 of the public internet. */
export interface OutgoingRules {
  /** Whole origins (`http://127.0.0.1:4000`) to which no further rule applies, except that userinfo stays refused. */
  readonly allowedOrigins: readonly string[];
  /** Ports beside 443. */
  readonly allowedPorts: readonly number[];
  /** Host names or literals, in lower case, that may lie in a private network. */
  readonly allowedHosts: readonly string[];
  /** Private networks that may be called, as CIDR (`10.20.0.0/16`). */
  readonly allowedCidrs: readonly string[];
  /** Also http on `127.0.0.1` and `localhost`, at any port: a backend that is tried out beside the simulator. */
  readonly allowLoopbackHttp?: boolean;
}

/** Only https on port 443 of public addresses. */
export const STRICT_RULES: OutgoingRules = { allowedOrigins: [], allowedPorts: [], allowedHosts: [], allowedCidrs: [] };

export interface AddressRefusal {
  readonly outcome: 'refused';
  readonly code: 'unreadable' | 'userinfo' | 'not_https' | 'port' | 'private_address';
  /** A sentence about what is wrong. It does not repeat the address, which may carry a password. */
  readonly reason: string;
  /** A sentence about what to do. */
  readonly remedy: string;
}

export type AddressVerdict = { readonly outcome: 'ok'; readonly url: URL } | AddressRefusal;

const DEFAULT_HTTPS_PORT = 443;

/** Judges an address by itself; throws only if a rule of the operator is not a CIDR. */
export function checkAddress(address: string, rules: OutgoingRules): AddressVerdict {
  if (!URL.canParse(address)) {
    return refused('unreadable', 'This is not a complete web address.', 'Give it as https://shop.example.com.');
  }
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') {
    return refused(
      'userinfo',
      'The address carries a user name or a password.',
      'Remove everything between // and the @ sign.',
    );
  }
  if (isAllowedOrigin(url, rules) || isLoopbackHttp(url, rules)) return { outcome: 'ok', url };

  if (url.protocol !== 'https:') {
    return refused(
      'not_https',
      'The address does not begin with https://.',
      'Give an address that is served by https.',
    );
  }
  const port = url.port === '' ? DEFAULT_HTTPS_PORT : Number(url.port);
  if (port !== DEFAULT_HTTPS_PORT && !rules.allowedPorts.includes(port)) {
    return refused(
      'port',
      `Port ${port} is not allowed.`,
      'Use the default https port 443, or ask the operator to allow this port.',
    );
  }
  if (isLocalName(url.hostname) ? !isAllowedHost(url.hostname, rules) : isForbiddenLiteral(url.hostname, rules)) {
    return refused(
      'private_address',
      'The address points into a private or reserved network.',
      'Give the public host name, or ask the operator to allow this host.',
    );
  }
  return { outcome: 'ok', url };
}

/** Whether the URL's origin is one of the allowed origins; path and query do not matter. */
export function isAllowedOrigin(url: URL, rules: OutgoingRules): boolean {
  return rules.allowedOrigins.some((allowed) => new URL(allowed).origin === url.origin);
}

function isLoopbackHttp({ protocol, hostname }: URL, { allowLoopbackHttp }: OutgoingRules): boolean {
  return allowLoopbackHttp === true && protocol === 'http:' && LOOPBACK_NAMES.includes(hostname);
}

const LOOPBACK_NAMES: readonly string[] = ['127.0.0.1', 'localhost'];

/** Whether a connection to `address`, an IP literal to which `hostname` resolved, may be made. */
export function isPermittedAddress(address: string, hostname: string, rules: OutgoingRules): boolean {
  if (isAllowedHost(hostname, rules)) return true;
  const parsed = ipaddr.parse(address);
  // By https it is refused before, so that this opens nothing but http.
  if (rules.allowLoopbackHttp === true && hostname === 'localhost' && parsed.range() === 'loopback') return true;
  const inAllowedNetwork = rules.allowedCidrs.some((cidr) => {
    const [network, bits] = ipaddr.parseCIDR(cidr);
    return network.kind() === parsed.kind() && parsed.match(network, bits);
  });
  return inAllowedNetwork || isPublic(parsed);
}

// `range()` calls the deprecated IPv4-compatible ::127.0.0.1 unicast. Of IPv6, IANA has allocated only 2000::/3 for
// global unicast, so everything outside is refused.
const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR('2000::/3');

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.range() === 'unicast' && (address.kind() === 'ipv4' || address.match(GLOBAL_UNICAST_V6));
}

/** Names that RFC 6761 binds to the loopback interface. */
function isLocalName(hostname: string): boolean {
  return /(^|\.)localhost\.?$/.test(hostname);
}

/** WHATWG parsing has already turned 0x7f.1, 0177.0.0.1 and 2130706433 into 127.0.0.1. */
function isForbiddenLiteral(hostname: string, rules: OutgoingRules): boolean {
  const literal = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(literal) && !isPermittedAddress(literal, hostname, rules);
}

function isAllowedHost(hostname: string, rules: OutgoingRules): boolean {
  return rules.allowedHosts.includes(hostname.replace(/\.$/, ''));
}

function refused(code: AddressRefusal['code'], reason: string, remedy: string): AddressRefusal {
  return { outcome: 'refused', code, reason, remedy };
}
