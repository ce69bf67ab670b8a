import type { OpenCommerce } from '../../activities/open-commerce';
import type { Clock } from '../../domain/clock';
import type { Contract } from '../../domain/contract/contract';
import type { Region } from '../../domain/marketplaces';
import type { AccessTokenSupply } from '../../registry/access-token-supply';
import type { Registry } from '../../registry/registry';

/** What the routes need. */
export interface RouteContext {
  readonly registry: Pick<
    Registry,
    | 'onboardings'
    | 'contacts'
    | 'credentials'
    | 'stores'
    | 'links'
    | 'verbs'
    | 'tickets'
    | 'receipts'
    | 'purges'
    | 'audit'
    | 'apiKeys'
    | 'accessTokens'
    | 'adoptions'
    | 'campaigns'
    | 'grants'
    | 'incidents'
    | 'checklist'
    | 'events'
    | 'webhookEndpoints'
    | 'webhookDeliveries'
    | 'policies'
    | 'ping'
  >;
  readonly clock: Clock;
  readonly contract: Contract;
  readonly openCommerce: OpenCommerce;
  /** Without a trailing slash. */
  readonly publicBaseUrl: string;
  readonly bodyHmacKey: Buffer;
  readonly supplyAccessToken: AccessTokenSupply;
  /** Where SP-API is. Without a trailing slash. */
  readonly spApiBase: Readonly<Record<Region, string>>;
  /** How many seller authorizations Amazon lets our application have; null where it sets no limit. */
  readonly authorizationLimit: number | null;
  readonly readyChecks: readonly ReadyCheck[];
}

/** Something without which this process is of no use. */
export interface ReadyCheck {
  /** Lower case, for programs: `temporal`. */
  readonly name: string;
  /** Rejects when it does not answer. */
  readonly check: () => Promise<unknown>;
}

export function onboardingAddress(context: RouteContext, onboardingId: string): string {
  return `${context.publicBaseUrl}/v1/onboardings/${onboardingId}`;
}
