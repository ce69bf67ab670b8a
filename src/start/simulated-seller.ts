/** A seller who opens a link, connects and consents, without a browser but through the same pages. */
export interface SimulatedSeller {
  /** Origin of the product. */
  readonly productUrl: string;
  /** The simulator's control address. */
  readonly controlUrl: string;
  /** The seller as the simulator calls it. */
  readonly seller: string;
}

/** The seller has consented at Amazon, which now sends the browser to the callback. */
export interface Consented {
  readonly callbackUrl: string;
  /** Of the browser, for the product. */
  readonly cookie: string;
}

/** Consents with the link at `linkPath`; the outcome appears in the onboarding's status. Throws if a page refuses. */
export async function consent(seller: SimulatedSeller, linkPath: string): Promise<void> {
  await returnFromAmazon(await consentAtAmazon(seller, linkPath));
}

/** Goes to Amazon through the link's page and consents there. Throws if a page refuses. */
export async function consentAtAmazon(
  { productUrl, controlUrl, seller }: SimulatedSeller,
  linkPath: string,
): Promise<Consented> {
  const linkPage = await fetch(`${productUrl}${linkPath}`, { redirect: 'manual' });
  const html = await textOf(linkPage, 200);
  const cookie = cookiesOf(linkPage);

  const handOff = await fetch(`${productUrl}${valueIn(html, /<form method="post" action="([^"]+)"/)}`, {
    method: 'POST',
    headers: { cookie },
    body: new URLSearchParams({ csrf: valueIn(html, /name="csrf" value="([^"]+)"/) }),
  });
  const consentUrl = valueIn(await textOf(handOff, 200), /http-equiv="refresh" content="0;url=([^"]+)"/);

  const given = await fetch(`${controlUrl}/consent`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ seller, consentUrl }),
  });
  const { callbackUrl } = JSON.parse(await textOf(given, 200)) as { readonly callbackUrl: string };
  return { callbackUrl, cookie };
}

/** Follows Amazon's redirect; resolves when the callback has answered. Throws if it refuses. */
export async function returnFromAmazon({ callbackUrl, cookie }: Consented): Promise<void> {
  const callback = await fetch(callbackUrl, { headers: { cookie }, redirect: 'manual' });
  await textOf(callback, 303);
}

async function textOf(response: Response, expected: number): Promise<string> {
  const text = await response.text();
  if (response.status === expected) return text;
  throw new Error(`The simulated seller was answered ${String(response.status)} instead of ${String(expected)}.`);
}

function valueIn(html: string, pattern: RegExp): string {
  const value = pattern.exec(html)?.[1];
  if (value === undefined) throw new Error(`The simulated seller does not find ${pattern.source} on the page.`);
  return value.replaceAll('&amp;', '&');
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
}
