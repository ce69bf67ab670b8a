import { ConfigError, readConfig } from './config';
import { startProduct } from './product';

/** Exit codes: 0 ended as asked, 1 failed while running or starting, 2 the configuration cannot be used. */
async function main(): Promise<void> {
  const product = await startProduct(readConfig(process.env));
  let ending = false;
  const end = (code: number) => {
    if (ending) return;
    ending = true;
    void product.stop().finally(() => process.exit(code));
  };
  process.once('SIGTERM', () => end(0));
  process.once('SIGINT', () => end(0));
  // A parent with a channel to us was killed.
  process.once('disconnect', () => end(0));
  product.failed.catch((error: unknown) => {
    process.stderr.write(
      `Evergrant ends because a role failed: ${error instanceof Error ? error.message : 'unknown reason'}\n`,
    );
    end(1);
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'Evergrant could not start'}\n`);
  process.exit(error instanceof ConfigError ? 2 : 1);
});
