import { userInfo } from 'node:os';
import type { Readable } from 'node:stream';
import type { Clock } from '../domain/clock';
import { createContract, type Contract } from '../domain/contract/contract';
import { createInputChecks } from '../documents/input-checks';
import { CLI_ACTOR } from '../registry/audit';
import { openExistingRegistry } from '../registry/open';
import type { Registry } from '../registry/registry';
import { withProgress } from '../temporal/progress';
import { databaseFailure } from './database-failure';
import { withinTime } from './deadline';
import { Failure } from './failure';
import type { Installation } from './installation';
import type { Output } from './output';
import { findSettings } from './settings';

/** What the program is run in. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly output: Output;
  /** Whether a person looks at standard output. */
  readonly resultIsSeen: boolean;
  /** Reads and checks the configuration. Throws an Error that names everything wrong, and no value. */
  readonly install: (environment: Readonly<Record<string, string | undefined>>) => Installation;
}

/** What the commands of one run share: the deployment, its database, and who is asking. Opened when first needed. */
export interface Session extends Pick<Surroundings, 'stdin' | 'output' | 'resultIsSeen'> {
  /** For the audit: `cli:<user of the operating system>`. */
  readonly actor: string;
  /** Of the deployment. */
  readonly clock: () => Clock;
  installation(): Installation;
  contract(): Contract;
  registry(): Promise<Registry>;
  /** The command was carried out, and what it found is bad. */
  foundBroken(): void;
  readonly broken: () => boolean;
  close(): Promise<void>;
}

/** A database that does not answer within this time counts as not to be reached. */
const OPEN_WITHIN_MS = 15_000;

export function createSession(surroundings: Surroundings, dataFolder: () => string | undefined): Session {
  const { environment, workingDirectory, stdin, output, resultIsSeen, install } = surroundings;
  let broken = false;
  let opened: Promise<Registry> | undefined;

  const installation = once(() => {
    const found = findSettings(environment, dataFolder(), workingDirectory);
    if (found.folder !== undefined) output.note(`Using the settings of npm start in ${found.folder}.`);
    try {
      return install(found.environment);
    } catch (error) {
      throw configurationFailure(error);
    }
  });

  return {
    stdin,
    output,
    resultIsSeen,
    actor: CLI_ACTOR + userName(),
    clock: () => installation().clock,
    installation,
    contract: once(() => {
      const { addressRules, saasStandIn } = installation();
      return createContract(createInputChecks(addressRules, saasStandIn));
    }),
    registry() {
      opened ??= withProgress(output.progress, 'Opening the database', () => openDatabaseOf(installation()));
      return opened;
    },
    foundBroken() {
      broken = true;
    },
    broken: () => broken,
    async close() {
      const registry = await opened?.catch(() => undefined);
      await registry?.close();
    },
  };
}

async function openDatabaseOf({ databaseUrl, keys, mode }: Installation): Promise<Registry> {
  try {
    return await withinTime(OPEN_WITHIN_MS, openExistingRegistry({ url: databaseUrl.reveal(), keys, mode }));
  } catch (error) {
    throw databaseFailure(error);
  }
}

/** The configuration says in one line each what is wrong; here all of it becomes one. */
function configurationFailure(error: unknown): Failure {
  const [, ...problems] = error instanceof Error ? error.message.split(/\n\s*- /) : [];
  const message = problems.length > 0 ? problems.join('; ') : error instanceof Error ? error.message : 'unknown reason';
  return new Failure({
    kind: 'unusable',
    code: 'settings_unusable',
    message: `The settings cannot be used: ${message.replace(/\.$/, '')}.`,
    remedy: 'See docs/configuration.md.',
  });
}

/** In a container the user may have a number and no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
