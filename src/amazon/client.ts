import type { Clock } from '../domain/clock';
import type { AmazonApp } from './app';
import type { AmazonEndpoints } from './endpoints';
import { createLwa, type Lwa } from './lwa';
import { createSellers, type Sellers } from './sellers';
import { createTransport, type Patience } from './transport';

export interface AmazonClient extends Lwa, Sellers {
  /** Waits for the calls under way, then closes the connections. */
  readonly close: () => Promise<void>;
}

export interface AmazonClientOptions {
  readonly app: AmazonApp;
  readonly endpoints: AmazonEndpoints;
  readonly clock: Clock;
  /** A number in [0, 1), which spreads the waits after a 429. */
  readonly random?: () => number;
  readonly patience?: Patience;
}

/** Login with Amazon and the Sellers API over one set of connections. Retries belong to the caller. */
export function createAmazonClient({
  app,
  endpoints,
  clock,
  random = Math.random,
  patience,
}: AmazonClientOptions): AmazonClient {
  const transport = createTransport(patience);
  return {
    ...createLwa({ app, endpoints, clock, transport }),
    ...createSellers({ endpoints, clock, transport, random }),
    close: transport.close,
  };
}
