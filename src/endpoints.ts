import type { ConfirmRules } from './amazon/confirm-uri';
import { productionEndpoints, type AmazonEndpoints } from './amazon/endpoints';
import { COMMERCE_GATEWAYS, type GatewayBases } from './commerce/gateways';
import { IMS_TOKEN_URL } from './commerce/ims';
import type { Config } from './config';
import { STRICT_RULES, type OutgoingRules } from './outgoing/address-rules';

/** Where the outside parties are, and which given addresses may be called. */
export interface Endpoints {
  readonly amazon: AmazonEndpoints;
  /** Where a seller who begins in Seller Central may be sent back. */
  readonly confirm: ConfirmRules;
  readonly gateway: GatewayBases;
  /** Where Adobe's identity service gives tokens for the SaaS edition of Commerce. */
  readonly imsTokenUrl: string;
  /** What has the tenants of the SaaS edition as folders, in the place of Adobe's hosts. */
  readonly saasStandIn: string | undefined;
  readonly outgoing: OutgoingRules;
  /** The same for the webhook endpoints that backends register. */
  readonly webhooks: OutgoingRules;
}

/** The real parties, or the simulator standing in for them; production has no setting that could lead elsewhere. */
export function endpointsOf(config: Config): Endpoints {
  const operatorRules: OutgoingRules = {
    ...STRICT_RULES,
    allowedPorts: config.OUTGOING_ALLOWED_PORTS,
    allowedHosts: config.OUTGOING_ALLOWED_HOSTS,
    allowedCidrs: config.OUTGOING_ALLOWED_CIDRS,
  };
  const simulator = config.SIMULATOR_URL;
  if (config.EVERGRANT_MODE === 'production' || simulator === undefined) {
    return {
      amazon: productionEndpoints,
      confirm: { moreHosts: config.SELLER_CENTRAL_HOSTS, standIn: null },
      gateway: COMMERCE_GATEWAYS,
      imsTokenUrl: IMS_TOKEN_URL,
      saasStandIn: undefined,
      outgoing: operatorRules,
      webhooks: operatorRules,
    };
  }
  const spApi = `${simulator}/amazon/sp-api`;
  const gateway = `${simulator}/commerce/gateway`;
  return {
    amazon: {
      lwaTokenUrl: `${simulator}/amazon/auth/o2/token`,
      spApiBase: { na: `${spApi}/na`, eu: `${spApi}/eu`, fe: `${spApi}/fe` },
      sellerCentralBase: () => `${simulator}/amazon`,
    },
    confirm: { moreHosts: config.SELLER_CENTRAL_HOSTS, standIn: `${simulator}/amazon` },
    imsTokenUrl: `${simulator}/ims/token/v3`,
    saasStandIn: `${simulator}/commerce/saas`,
    gateway: { production: `${gateway}/production`, sandbox: `${gateway}/sandbox` },
    outgoing: { ...operatorRules, allowedOrigins: [new URL(simulator).origin] },
    webhooks: { ...operatorRules, allowLoopbackHttp: true },
  };
}
