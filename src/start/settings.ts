import { z } from 'zod';
import type { PolicyContent } from '../domain/policy';
import { defaultCacheFolder } from '../temporal/cli-cache';
import { DEFAULT_NAMESPACE } from '../temporal/ids';
import { PORT_NAMES, PORT_SETTINGS, type Ports } from './ports';

/** How this machine's Evergrant is to be started. */
export interface Settings {
  readonly dataDir: string;
  /** The ports that a person has chosen. */
  readonly ports: Partial<Ports>;
  readonly temporalAddress: string | undefined;
  readonly temporalNamespace: string;
  readonly searchPath: string;
  readonly cacheFolder: string;
  readonly logLevel: string | undefined;
  /** How fast years pass; undefined: as they do. */
  readonly pace?: Pace;
}

/** Years that a person can wait for. */
export interface Pace {
  /** Length of a policy day in milliseconds. */
  readonly dayMs: number;
  /** What else of the policy differs; the life of a grant does in any case. */
  readonly policy: Partial<PolicyContent> & Pick<PolicyContent, 'grantDays'>;
}

/** A setting cannot be used. The message is one line that names every such setting. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const port = z.coerce.number().int().min(1).max(65_535);

/** Throws `SettingsError`. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = (name: string) => (environment[name] === '' ? undefined : environment[name]);
  const ports: { -readonly [name in keyof Ports]?: number } = {};
  const wrong: string[] = [];
  for (const name of PORT_NAMES) {
    const { setting } = PORT_SETTINGS[name];
    const text = given(setting);
    if (text === undefined) continue;
    const parsed = port.safeParse(text);
    if (parsed.success) ports[name] = parsed.data;
    else wrong.push(setting);
  }
  if (wrong.length > 0) throw new SettingsError(`Must be a port from 1 to 65535: ${wrong.join(', ')}`);
  return {
    dataDir: given('EVERGRANT_DATA_DIR') ?? '.evergrant',
    ports,
    temporalAddress: given('TEMPORAL_ADDRESS'),
    temporalNamespace: given('TEMPORAL_NAMESPACE') ?? DEFAULT_NAMESPACE,
    searchPath: given('PATH') ?? '',
    cacheFolder: defaultCacheFolder(given('EVERGRANT_CACHE_DIR')),
    logLevel: given('LOG_LEVEL'),
  };
}
