import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Input } from '../client/index';
import { consent } from '../src/start/simulated-seller';

/** What a backend of your own would have in its configuration, and a seller to play with. */
export interface Demo {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly onboardingId: string;
  /** The body of its start: the merchant's key, Commerce connection and stores. */
  readonly start: Input<'startOnboarding'>['body'];
  /** Opens the link and consents, as the seller does in a browser. */
  readonly sellerConsents: (link: string) => Promise<void>;
}

/** The third merchant of `npm start`, which nobody has connected yet. */
const MERCHANT = 'initech';

/** Finds what `npm start` has written. Throws an error that says what to do if there is nothing. */
export function findDemo(folder = process.env['EVERGRANT_DATA_DIR'] || '.evergrant'): Demo {
  try {
    const settings = JSON.parse(read(folder, 'settings.json')) as Record<string, string>;
    const {
      PUBLIC_BASE_URL: baseUrl = '',
      SIMULATOR_URL: simulator = '',
      EVERGRANT_API_KEY_FILE: keyFile = '',
    } = settings;
    return {
      baseUrl,
      apiKey: readFileSync(keyFile, 'utf8').trim(),
      onboardingId: MERCHANT,
      start: JSON.parse(read(folder, join('demo', `${MERCHANT}.json`))) as Demo['start'],
      sellerConsents: (link) =>
        consent({ productUrl: baseUrl, controlUrl: `${simulator}/control`, seller: MERCHANT }, new URL(link).pathname),
    };
  } catch (cause) {
    throw new Error(`There is nothing of \`npm start\` in ${folder}. Run it in another terminal first.`, { cause });
  }
}

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}
