import type { OnboardingStatus } from '../domain/contract/status';

/** The product's API as the demo uses it. Every method throws an Error that tells status and problem on a refusal. */
export interface ProductApi {
  /** Undefined if there is no such onboarding. */
  status(onboardingId: string): Promise<OnboardingStatus | undefined>;
  /** `body` is JSON. */
  start(onboardingId: string, body: string): Promise<OnboardingStatus>;
  /** Path of a new link for the seller. */
  makeLink(onboardingId: string): Promise<string>;
}

export function createProductApi(url: string, apiKey: string): ProductApi {
  async function call(method: string, path: string, body?: string): Promise<Response> {
    return fetch(`${url}/v1/onboardings/${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    });
  }

  return {
    async status(onboardingId) {
      const response = await call('GET', onboardingId);
      if (response.status === 404) return undefined;
      return (await accepted(response)) as OnboardingStatus;
    },
    async start(onboardingId, body) {
      return (await accepted(await call('PUT', onboardingId, body))) as OnboardingStatus;
    },
    async makeLink(onboardingId) {
      const response = await call('POST', `${onboardingId}/links`, JSON.stringify({ purpose: 'renew' }));
      const link = (await accepted(response)) as { readonly url: string };
      return new URL(link.url).pathname;
    },
  };
}

async function accepted(response: Response): Promise<unknown> {
  if (response.ok) return response.json();
  throw new Error(`The product answered ${String(response.status)}: ${await response.text()}`);
}
