import type { Clock } from '../domain/clock';
import type { Region } from '../domain/marketplaces';
import type { Application } from './amazon/application';
import type { CallLog } from './calls';
import type { Faults } from './faults';
import type { Mailbox } from './mailbox';
import type { Watch } from './operations';
import type { StateFile } from './state-file';
import type { SimulatorState } from './state';

/** Where the simulated parties can be reached; base URLs without a trailing slash. */
export interface Addresses {
  readonly home: string;
  /** Stands for every Seller Central host: `/apps/authorize/consent` follows. */
  readonly sellerCentral: string;
  readonly lwaToken: string;
  /** One base per region, as Amazon has one host per region. */
  readonly spApi: Readonly<Record<Region, string>>;
  /** One base per Commerce environment: `/merchant-registry/v1/ping` follows. */
  readonly gateway: Readonly<Record<'production' | 'sandbox', string>>;
  /** Parent of the Commerce instances: `/<instance>` is the base URL of one, `/rest/all/V1` follows. */
  readonly commerce: string;
  /** Parent of the tenants of Commerce as a Cloud Service: `/<tenant>` is the base URL of one, `/V1` follows. */
  readonly saas: string;
  /** Where the SaaS edition's access tokens come from. */
  readonly imsToken: string;
  readonly mail: string;
  readonly control: string;
}

export function addressesAt(origin: string): Addresses {
  return {
    home: `${origin}/`,
    sellerCentral: `${origin}/amazon`,
    lwaToken: `${origin}/amazon/auth/o2/token`,
    spApi: {
      na: `${origin}/amazon/sp-api/na`,
      eu: `${origin}/amazon/sp-api/eu`,
      fe: `${origin}/amazon/sp-api/fe`,
    },
    gateway: {
      production: `${origin}/commerce/gateway/production`,
      sandbox: `${origin}/commerce/gateway/sandbox`,
    },
    commerce: `${origin}/commerce`,
    saas: `${origin}/commerce/saas`,
    imsToken: `${origin}/ims/token/v3`,
    mail: `${origin}/mail`,
    control: `${origin}/control`,
  };
}

/** Everything the routes share. */
export interface Simulation {
  readonly state: StateFile<SimulatorState>;
  readonly clock: Clock;
  /** Replaced as a whole when URIs are registered anew. */
  application: Application;
  readonly addresses: Addresses;
  /** A policy day in milliseconds; only the life of a grant is measured in it. */
  readonly dayMs: number;
  /** Life of a grant in policy days. */
  readonly grantDays: number;
  readonly sellersBurst: number;
  readonly calls: CallLog;
  readonly faults: Faults;
  readonly mailbox: Mailbox;
  readonly watch: Watch;
}
