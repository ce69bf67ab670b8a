import type { Clock } from '../domain/clock';
import type { CommerceRefusal, Unverifiable } from '../domain/outcomes';
import type { Answered, CommerceRequest, Way } from './exchange';
import type { ImsCredentials, ImsTokens } from './ims';
import { imsAccess } from './ims-access';
import { bearerAccess, oauth1Access } from './integration-access';
import type { OAuth1Credentials } from './oauth1';

/** `message` is what Commerce said to it: outside text, capped and without secrets, for people and not for decisions. */
export type Said<T> = T & { readonly message: string };

/** How an instance of one edition is addressed, and how a request shows who sends it. */
export interface CommerceAccess {
  /** Asks as often as it takes to tell a refusal of the credentials from their wear and tear, which is twice at most. */
  ask(request: CommerceRequest): Promise<Answered | Said<CommerceRefusal> | Unverifiable>;
  /** What an answer refuses; undefined if it refuses nothing. */
  refusalOf(answered: Answered): Said<CommerceRefusal> | undefined;
  /** An instance that does not accept it treats a token alone as no token at all. */
  readonly tokenAlone: boolean;
}

export type CommerceCredentials =
  | ({ readonly type: 'oauth1' } & OAuth1Credentials)
  | { readonly type: 'bearer'; readonly accessToken: string }
  | ({ readonly type: 'ims' } & ImsCredentials);

export interface AccessOptions extends Way {
  /** The instance's own address, with or without a path and a trailing slash. */
  readonly baseUrl: string;
  readonly credentials: CommerceCredentials;
  readonly clock: Clock;
  readonly ims: ImsTokens;
  /** What the simulator has in the place of the SaaS edition. */
  readonly saasStandIn?: string | undefined;
}

export function createAccess(options: AccessOptions): CommerceAccess {
  const { baseUrl, credentials } = options;
  switch (credentials.type) {
    case 'oauth1':
      return oauth1Access(baseUrl, credentials, options);
    case 'bearer':
      return bearerAccess(baseUrl, credentials.accessToken, options);
    case 'ims':
      return imsAccess(baseUrl, credentials, options);
  }
}
