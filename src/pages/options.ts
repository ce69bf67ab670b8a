import type { ConfirmUri } from '../amazon/confirm-uri';
import type { TokenOutcome } from '../amazon/lwa';
import type { Clock } from '../domain/clock';
import type { StoreId } from '../domain/marketplaces';
import type { Secret } from '../domain/secret';
import type { LoginVisit } from '../registry/login-visits';
import type { Registry } from '../registry/registry';

/** The part of the registry that a person in a browser can reach. */
export type PageRegistry = Pick<
  Registry,
  | 'onboardings'
  | 'contacts'
  | 'links'
  | 'attempts'
  | 'browsers'
  | 'grants'
  | 'loginVisits'
  | 'verbs'
  | 'audit'
  | 'policies'
  | 'alerts'
  | 'keyChecks'
>;

/** Amazon as the consent needs it. */
export interface ConsentAtAmazon {
  /** Amazon's consent page for a seller of this store's marketplace. */
  readonly consentUrl: (storeId: StoreId, state: string) => string;
  /** Judges where Amazon wants a seller back who begins in Seller Central. */
  readonly readConfirmUri: (given: string) => ConfirmUri;
  /** The way back there, with our state. */
  readonly confirmUrl: (visit: Pick<LoginVisit, 'callbackUri' | 'amazonState'>, state: string) => string;
  /** Sends the code at most once and says what became of it; bounded in time by itself. */
  readonly exchangeCode: (code: Secret) => Promise<TokenOutcome>;
}

/** Takes ids and fixed sentences only: no path, no query, no outside text. */
export interface PageLog {
  readonly warn: (fields: Readonly<Record<string, unknown>>, message: string) => void;
  readonly error: (fields: Readonly<Record<string, unknown>>, message: string) => void;
}

/** How long the return page waits for the outcome before it answers, in milliseconds. */
export interface ReturnPatience {
  /** The first view: the person still looks at Amazon's page. */
  readonly firstMs: number;
  /** Every later view: a page that says what is going on is already shown. */
  readonly laterMs: number;
  /** Between two looks at the attempt. */
  readonly lookEveryMs: number;
}

export interface PagesOptions {
  readonly registry: PageRegistry;
  readonly amazon: ConsentAtAmazon;
  /** Origin under which browsers reach the pages, for example `https://connect.example.com`. */
  readonly publicBaseUrl: string;
  /** Who asks for access, as sellers know it: the configured name of the backend. */
  readonly publicName: string;
  readonly csrfKey: Secret;
  readonly clock: Clock;
  readonly log: PageLog;
  /** Every page then says that nothing reaches the real Amazon. */
  readonly simulator?: boolean;
  readonly patience?: ReturnPatience;
}
