import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Demo } from '../simulator/demo';
import { startChild, type Child } from './child';
import type { DataFolder } from './data-folder';
import type { KeyName } from './keys';
import type { Ports } from './ports';
import { writePrivately } from './private-file';
import type { Pace, Settings } from './settings';

export interface ProductProcess extends Child {
  /** Resolves once it can do its work. Rejects with `Ended` if it does not come up. */
  readonly ready: Promise<void>;
}

export interface ProductOptions {
  readonly settings: Settings;
  readonly folder: DataFolder;
  readonly ports: Ports;
  readonly url: string;
  readonly keys: Readonly<Record<KeyName, string>>;
  readonly temporalAddress: string;
  readonly demo: Demo;
}

/** The backend on whose behalf the demo asks sellers for access. */
const BACKEND_NAME = 'Demo Commerce Cloud';

/** Where its alerts go. */
export const OPERATOR_EMAIL = 'operators@commerce-cloud.example';

const READY_WITHIN_MS = 120_000;
const ASK_EVERY_MS = 100;

/** Starts the product against the simulator, all its roles in one process. */
export async function startProductProcess(options: ProductOptions): Promise<ProductProcess> {
  const { folder, url } = options;
  const environment = await productEnvironment(options);
  // The command line works with the same settings; secrets are in it as names of files only.
  await writePrivately(folder.settings, `${JSON.stringify(environment, undefined, 2)}\n`);
  const child = startChild({
    name: 'The product',
    script: require.resolve('../main'),
    environment,
    logFile: join(folder.logs, 'product.log'),
    output: 'logged',
  });
  const ready = Promise.race([untilReady(url), child.failed]);
  ready.catch(() => undefined);
  return { ...child, ready };
}

/** Settings of the product against the simulator. Secrets are told as names of files, which no process list shows. */
export async function productEnvironment(options: ProductOptions): Promise<Readonly<Record<string, string>>> {
  const { settings, folder, ports, url, keys, temporalAddress, demo } = options;
  const clientSecretFile = join(folder.keys, 'amazon-client-secret');
  await writePrivately(clientSecretFile, `${demo.application.clientSecret}\n`);
  return {
    EVERGRANT_MODE: 'simulator',
    EVERGRANT_ROLES: 'api,worker',
    ...(settings.logLevel === undefined ? {} : { LOG_LEVEL: settings.logLevel }),
    PORT: String(ports.product),
    PUBLIC_BASE_URL: url,
    PUBLIC_NAME: BACKEND_NAME,
    // Nobody else calls this one, and what is measured or tried here in haste is not to be held up.
    API_REQUESTS_PER_MINUTE: '0',
    DATABASE_URL: `sqlite:${folder.database}`,
    ...Object.fromEntries(Object.entries(keys).map(([name, file]) => [`${name}_FILE`, file])),
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: settings.temporalNamespace,
    SIMULATOR_URL: new URL(demo.addresses.home).origin,
    AMAZON_APPLICATION_ID: demo.application.applicationId,
    AMAZON_CLIENT_ID: demo.application.clientId,
    AMAZON_CLIENT_SECRET_FILE: clientSecretFile,
    AMAZON_APP_DRAFT: String(demo.application.draft),
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(demo.smtpPort),
    BOUNCE_SMTP_PORT: String(ports.bounces),
    MAIL_FROM: 'evergrant@commerce-cloud.example',
    OPERATOR_EMAIL,
    ...(settings.pace && (await paceOf(settings.pace, folder))),
  };
}

/** The policy of a deployment whose years are shorter. */
async function paceOf({ dayMs, policy }: Pace, folder: DataFolder): Promise<Readonly<Record<string, string>>> {
  const file = join(folder.path, 'policy.json');
  await writePrivately(file, `${JSON.stringify(policy, undefined, 2)}\n`);
  return { POLICY_DAY_MS: String(dayMs), POLICY_FILE: file };
}

async function untilReady(url: string): Promise<void> {
  const signal = AbortSignal.timeout(READY_WITHIN_MS);
  while (!(await answers(`${url}/readyz`, signal))) {
    if (signal.aborted) throw new Error(`The product was not ready within ${String(READY_WITHIN_MS / 1_000)} s.`);
    await delay(ASK_EVERY_MS);
  }
}

async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  return fetch(url, { signal }).then(
    ({ ok }) => ok,
    () => false,
  );
}
