import { openBrowser, valueIn, type FormBrowser } from './form-browser';

/** A seller who opens a link, connects and consents, without a browser but through the same pages. */
export interface SimulatedSeller {
  /** Origin of the product. */
  readonly productUrl: string;
  /** The simulator's control address. */
  readonly controlUrl: string;
  /** The seller as the simulator calls it. */
  readonly seller: string;
  /** By default one that has seen nothing yet. */
  readonly browser?: FormBrowser;
}

/** The seller has consented at Amazon, which now sends the browser to the callback. */
export interface Consented {
  readonly callbackUrl: string;
  readonly browser: FormBrowser;
}

/** Consents with the link at `linkPath`; the outcome appears in the onboarding's status. Throws if a page refuses. */
export async function consent(seller: SimulatedSeller, linkPath: string): Promise<void> {
  await returnFromAmazon(await consentAtAmazon(seller, linkPath));
}

/** Goes to Amazon through the link's page and consents there. Throws if a page refuses. */
export async function consentAtAmazon(
  { productUrl, controlUrl, seller, browser = openBrowser() }: SimulatedSeller,
  linkPath: string,
): Promise<Consented> {
  await browser.open(`${productUrl}${linkPath}`);
  const handOff = await browser.press();
  const consentUrl = valueIn(handOff, /http-equiv="refresh" content="0;url=([^"]+)"/);
  const given = await fetch(`${controlUrl}/consent`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ seller, consentUrl }),
  });
  if (given.status !== 200) throw new Error(`Amazon refuses the consent of ${seller}: ${await given.text()}`);
  const { callbackUrl } = (await given.json()) as { readonly callbackUrl: string };
  return { callbackUrl, browser };
}

/** Follows Amazon's redirect; resolves when the callback has answered. Throws if it refuses. */
export async function returnFromAmazon({ callbackUrl, browser }: Consented): Promise<void> {
  await browser.open(callbackUrl, 303);
}
