import type { CommerceCredentials } from '../commerce/access';
import { createImsTokens } from '../commerce/ims';
import { createCommerceRest, type CommerceRest } from '../commerce/rest';
import type { Clock } from '../domain/clock';
import type { Outgoing } from '../outgoing/guarded-dispatcher';
import type { ConnectionInput } from '../registry/credentials';

/** The REST API of the instance that a connection leads to. Nothing is sent before it is asked something. */
export type OpenCommerce = (connection: ConnectionInput, signal?: AbortSignal) => CommerceRest;

export interface CommerceParties {
  readonly outgoing: Outgoing;
  readonly clock: Clock;
  readonly imsTokenUrl: string;
  /** What the simulator has in the place of the SaaS edition. */
  readonly saasStandIn: string | undefined;
}

/** One for a process: the tokens of the SaaS edition are kept in it. */
export function createOpenCommerce({ outgoing, clock, imsTokenUrl, saasStandIn }: CommerceParties): OpenCommerce {
  const ims = createImsTokens({ tokenUrl: imsTokenUrl, outgoing, clock });
  return (connection, signal) =>
    createCommerceRest({
      baseUrl: connection.baseUrl,
      credentials: credentialsOf(connection),
      outgoing,
      clock,
      ims,
      saasStandIn,
      signal,
    });
}

function credentialsOf(connection: ConnectionInput): CommerceCredentials {
  if (connection.type === 'ims') {
    const { type, clientId, clientSecret, organizationId } = connection;
    return { type, clientId, clientSecret: clientSecret.reveal(), organizationId };
  }
  const accessToken = connection.accessToken.reveal();
  const { signing } = connection;
  if (!signing) return { type: 'bearer', accessToken };
  return {
    type: 'oauth1',
    consumerKey: signing.consumerKey.reveal(),
    consumerSecret: signing.consumerSecret.reveal(),
    accessToken,
    accessTokenSecret: signing.accessTokenSecret.reveal(),
  };
}
