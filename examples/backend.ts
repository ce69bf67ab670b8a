/**
 * A backend in brief, for Evergrant as `npm start` runs it: onboards a merchant, lets the seller consent, takes the event,
 * gets an access token. `npm run example`; it may be run again.
 */
import {
  createClient,
  type EvergrantClient,
  EvergrantProblem,
  EvergrantUnreachable,
  NotReached,
} from '../client/index';
import { type Demo, findDemo } from './demo';
import { type EventReceiver, receiveEvents } from './event-receiver';

async function main(): Promise<void> {
  const demo = findDemo();
  const evergrant = createClient({ baseUrl: demo.baseUrl, apiKey: demo.apiKey, retryForMs: 5_000 });
  const receiver = await receiveEvents();
  try {
    await onboardAndGetToken(demo, evergrant, receiver);
  } finally {
    await receiver.close();
  }
}

async function onboardAndGetToken(demo: Demo, evergrant: EvergrantClient, receiver: EventReceiver): Promise<void> {
  const { onboardingId } = demo;
  const path = { onboardingId };

  say(`Registering ${receiver.url} for events`);
  const { endpointId, secret } = await evergrant.call('createWebhookEndpoint', {
    body: { url: receiver.url, description: 'Example backend' },
  });
  // Shown this once: keep it as you keep passwords.
  receiver.useSecret(secret ?? '');

  try {
    say(`Starting the onboarding "${onboardingId}" at ${demo.baseUrl}`);
    await evergrant.call('startOnboarding', { path, body: demo.start });
    let status = await evergrant.waitUntil(onboardingId, ['awaiting_consent', 'connected', 'expiring']);

    if (status.stage === 'awaiting_consent') {
      say('Key and store are right; the seller must consent');
      const { url } = await evergrant.call('createLink', { path, body: { purpose: 'renew' } });
      say('The seller opens the link and consents (simulated)');
      await demo.sellerConsents(url);
      status = await evergrant.waitUntil(onboardingId, 'connected');
    } else {
      say('It is connected already; asking for a test event');
      await evergrant.call('testWebhookEndpoint', { path: { endpointId } });
    }
    const event = await receiver.next(({ type }) => EVENTS.includes(type), EVENT_WITHIN_MS);
    say(`Event ${event.type}, signature verified`);
    say(`Connected: seller ${status.authorization?.sellerId ?? '-'}, until ${status.authorization?.expiresAt ?? '-'}`);

    const token = await evergrant.call('getAccessToken', { path });
    say(`Access token ${token.accessToken.slice(0, 8)}… for ${token.spApiHost}, until ${token.expiresAt}`);
    say(`Amazon knows it: the seller sells at ${(await marketplacesOf(token)).join(', ')}`);
  } finally {
    await evergrant.call('deleteWebhookEndpoint', { path: { endpointId } });
  }
}

interface Participation {
  readonly marketplace: { readonly name: string };
  readonly participation: { readonly isParticipating: boolean };
}

/** What the token is for: a call to Amazon itself. */
async function marketplacesOf(token: { readonly accessToken: string; readonly spApiHost: string }) {
  const response = await fetch(`${token.spApiHost}/sellers/v1/marketplaceParticipations`, {
    headers: { 'x-amz-access-token': token.accessToken },
  });
  if (!response.ok) throw new Error(`Amazon answers ${response.status} to the access token.`);
  const { payload } = (await response.json()) as { payload: readonly Participation[] };
  return payload
    .filter(({ participation }) => participation.isParticipating)
    .map(({ marketplace }) => marketplace.name);
}

const EVENTS: readonly string[] = ['onboarding.connected', 'webhook_endpoint.test'];
const EVENT_WITHIN_MS = 30_000;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What went wrong, for a person; a client's errors say what to do and hold no secret. */
function explain(error: unknown): string {
  if (error instanceof EvergrantUnreachable) return `${error.message} Is \`npm start\` running?`;
  if (error instanceof EvergrantProblem || error instanceof NotReached) return error.message;
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});
