/** The one SP-API application, as it is registered in the Solution Provider Portal. */
export interface Application {
  /** `amzn1.sp.solution.<uuid>`: the id in consent URLs, not the LWA client id. */
  readonly applicationId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
  /** Compared as whole strings; the first is used when a consent URL names none. */
  readonly redirectUris: readonly string[];
  readonly loginUri: string;
  /** A draft application must be asked for with `version=beta`. */
  readonly draft: boolean;
  /** An application outside the Appstore holds at most 25 seller authorizations. */
  readonly listed: boolean;
}

/** The application of `npm start`. Amazon would refuse its http addresses; only the simulator takes them. */
export function defaultApplication(productBase: string, clientSecret: string): Application {
  return {
    applicationId: 'amzn1.sp.solution.6b1f2c1e-52f4-4a3e-9d0b-2f6d5c7a8e90',
    clientId: 'amzn1.application-oa2-client.9c41d7e05f3b4c2aa86e1d90b7f35e24',
    clientSecret,
    name: 'Evergrant',
    redirectUris: [`${productBase}/amazon/callback`],
    loginUri: `${productBase}/amazon/login`,
    draft: true,
    listed: false,
  };
}
