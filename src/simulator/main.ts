import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { offsetClock } from '../domain/clock';
import { startSimulator } from './start-simulator';

const flag = z.enum(['0', '1']).transform((value) => value === '1');
const port = z.coerce.number().int().min(0).max(65_535);

const environment = z
  .object({
    SIMULATOR_HOST: z.string().default('127.0.0.1'),
    SIMULATOR_PORT: port.default(4000),
    SIMULATOR_SMTP_PORT: port.default(2525),
    /** Where the product takes in mails that come back. */
    SIMULATOR_BOUNCE_PORT: port.optional(),
    SIMULATOR_DATA_DIR: z.string().default('.evergrant/simulator'),
    SIMULATOR_DAY_MS: z.coerce.number().int().positive().default(86_400_000),
    SIMULATOR_GRANT_DAYS: z.coerce.number().int().positive().optional(),
    SIMULATOR_PRODUCT_BASE: z.url().default('http://localhost:3000'),
    SIMULATOR_SELLERS_BURST: z.coerce.number().int().positive().optional(),
    SIMULATOR_APP_DRAFT: flag.default(true),
    SIMULATOR_APP_LISTED: flag.default(false),
    /** A text file that holds how many milliseconds the clock runs ahead; shared with the product. */
    EVERGRANT_CLOCK_FILE: z.string().optional(),
  })
  .parse(process.env);

/** The offset now in the file; 0 while there is none. */
function readOffsetMs(path: string): number {
  try {
    const offset = Number(readFileSync(path, 'utf8'));
    return Number.isFinite(offset) ? offset : 0;
  } catch {
    return 0;
  }
}

async function main(): Promise<void> {
  const clockFile = environment.EVERGRANT_CLOCK_FILE;
  const burst = environment.SIMULATOR_SELLERS_BURST;
  const bouncePort = environment.SIMULATOR_BOUNCE_PORT;
  const grantDays = environment.SIMULATOR_GRANT_DAYS;
  const simulator = await startSimulator({
    host: environment.SIMULATOR_HOST,
    port: environment.SIMULATOR_PORT,
    smtpPort: environment.SIMULATOR_SMTP_PORT,
    dataDir: environment.SIMULATOR_DATA_DIR,
    clock: offsetClock(() => (clockFile === undefined ? 0 : readOffsetMs(clockFile))),
    dayMs: environment.SIMULATOR_DAY_MS,
    productBase: environment.SIMULATOR_PRODUCT_BASE.replace(/\/$/, ''),
    application: { draft: environment.SIMULATOR_APP_DRAFT, listed: environment.SIMULATOR_APP_LISTED },
    ...(grantDays === undefined ? {} : { grantDays }),
    ...(bouncePort === undefined ? {} : { bouncePort }),
    ...(burst === undefined ? {} : { sellersBurst: burst }),
  });
  const end = () => void simulator.stop().then(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  // A parent with a channel to us was killed.
  process.once('disconnect', end);
  process.stdout.write(`${JSON.stringify({ ready: true, url: simulator.url, smtpPort: simulator.smtpPort })}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`The simulator could not start: ${error instanceof Error ? error.message : 'unknown reason'}\n`);
  process.exit(1);
});
