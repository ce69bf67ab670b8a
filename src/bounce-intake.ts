import type { Logger } from 'pino';
import { startBounceListener } from './bounces/listener';
import type { Config } from './config';
import { bounceAddressOf } from './deployment';
import type { Clock } from './domain/clock';
import type { Registry } from './registry/registry';

export interface BounceIntake {
  stop(): Promise<void>;
}

/** Takes in mails that come back, if the configuration names a port. Throws if that port is taken. */
export async function startBounceIntake(
  config: Config,
  { registry, clock, log }: { readonly registry: Registry; readonly clock: Clock; readonly log: Logger },
): Promise<BounceIntake> {
  const { HOST: host, BOUNCE_SMTP_PORT: port } = config;
  if (port === undefined) return { stop: () => Promise.resolve() };
  try {
    return await startBounceListener({
      host,
      port,
      address: bounceAddressOf(config),
      mails: registry.mails,
      clock,
      log,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${port} is taken: end the program that uses it, or set BOUNCE_SMTP_PORT.`, { cause: error });
  }
}
