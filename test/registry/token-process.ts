/**
 * A process of its own that asks for access tokens: `token-process <url> <LWA's origin> <onboarding> <calls at once>`. It
 * says `ready`, begins at its first line of input, and prints what it got as JSON.
 */
import { once } from 'node:events';
import pino from 'pino';
import { openRegistry } from '../../src/registry/open';
import { createAccessTokenSupply } from '../../src/registry/access-token-supply';
import { T0, TEST_KEYS } from './fixture';
import { lwaClient } from './lwa-server';

async function main([url = '', origin = '', onboardingId = '', calls = '1']: readonly string[]): Promise<void> {
  const clock = { now: () => T0 };
  const registry = await openRegistry({ url, keys: TEST_KEYS, mode: 'simulator' });
  const amazon = lwaClient(origin, clock);
  const { accessTokens, grants } = registry;
  const log = pino({ level: 'silent' });
  const supply = createAccessTokenSupply({ accessTokens, grants, refresh: amazon.refresh, clock, log });
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');

  const supplied = await Promise.all(Array.from({ length: Number(calls) }, () => supply(onboardingId)));
  const texts = supplied.map((one) => (one?.outcome === 'token' ? one.accessToken.reveal() : one?.outcome));
  process.stdout.write(`${JSON.stringify(texts)}\n`);
  process.stdin.destroy();
  await amazon.close();
  await registry.close();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
