/** A process of its own that starts onboardings: `writer-process <url> <prefix> <count>`. */
import { openRegistry } from '../../src/registry/open';
import { startInput, T0, TEST_KEYS } from './fixture';

async function main([url = '', prefix = '', count = '0']: readonly string[]): Promise<void> {
  const registry = await openRegistry({ url, keys: TEST_KEYS, mode: 'simulator' });
  for (let n = 0; n < Number(count); n += 1) {
    await registry.onboardings.start(startInput(`${prefix}-${n}`, { merchantId: 'm-shared' }), T0);
    // Two processes write the same rows in turn, reading before they write.
    await registry.onboardings.start(startInput(`shared-${n}`, { merchantId: 'm-shared' }), T0);
    await registry.credentials.readKey(`shared-${n}`);
    await registry.stores.correct(`shared-${n}`, 'us', { name: prefix }, prefix, T0);
  }
  await registry.close();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
