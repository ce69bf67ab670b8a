import type { AmazonApp } from '../amazon/app';
import type { AmazonEndpoints } from '../amazon/endpoints';
import type { GatewayBases } from '../commerce/gateways';
import type { Clock } from '../domain/clock';
import type { Secret } from '../domain/secret';
import type { SmtpSettings } from '../notifications/smtp';
import type { OutgoingRules } from '../outgoing/address-rules';
import type { RegistryKeys } from '../registry/key-ring';
import type { Mode } from '../registry/stamp';
import type { ServerAccess } from '../temporal/connection';

/** The deployment that a command works on, as its configuration describes it. */
export interface Installation {
  readonly mode: Mode;
  readonly databaseUrl: Secret;
  readonly keys: RegistryKeys;
  readonly bodyHmacKey: Buffer;
  readonly publicBaseUrl: string;
  /** Which Commerce addresses may be given. */
  readonly addressRules: OutgoingRules;
  /** What stands in for the SaaS edition of Commerce; only the simulator has such. */
  readonly saasStandIn: string | undefined;
  readonly clock: Clock;
  readonly temporal: { readonly access: ServerAccess; readonly namespace: string };
  readonly smtp: SmtpSettings;
  /** Names it: a copy of its database is told from it by that. */
  readonly environment: string;
  /** The settings say that no mail leaves. */
  readonly mailMuted: boolean;
  /** Somebody is mailed alerts, or they are posted somewhere. */
  readonly alertsReachSomebody: boolean;
  readonly amazonApp: AmazonApp;
  /** How many seller authorizations the application may have; null where there is no limit. */
  readonly authorizationLimit: number | null;
  readonly amazon: AmazonEndpoints;
  readonly gateways: GatewayBases;
  readonly imsTokenUrl: string;
}
