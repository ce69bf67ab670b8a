import type { Secret } from '../domain/secret';

/** Our SP-API application, as it is registered in Amazon's Solution Provider Portal. */
export interface AmazonApp {
  /** `amzn1.sp.solution.…` or, for older applications, `amzn1.sellerapps.app.…`; not the LWA client id. */
  readonly applicationId: string;
  /** `amzn1.application-oa2-client.…` */
  readonly clientId: string;
  readonly clientSecret: Secret;
  /**
   * The one before it, while a rotation is under way: Amazon takes both for seven days ("Rotating your app's LWA
   * credentials"), and a new one may not be known everywhere at once.
   */
  readonly previousClientSecret?: Secret | undefined;
  /** Registered with the application; sent with the consent URL and, equal to that, with the code exchange. */
  readonly redirectUri: string;
  /** True until Amazon has published the application: the consent page then needs `version=beta`. */
  readonly draft: boolean;
}
