import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from './failure';

type Environment = Readonly<Record<string, string | undefined>>;

/** The settings that a command works with, and where they come from. */
export interface FoundSettings {
  readonly environment: Environment;
  /** The data folder of `npm start` that they were found in; undefined for those of the environment. */
  readonly folder: string | undefined;
}

/** Written by `npm start`: the environment of its product, in which secrets are names of files. */
const SETTINGS_FILE = 'settings.json';
const DEFAULT_FOLDER = '.evergrant';

const settingsFile = z.record(z.string(), z.string());

/**
 * A data folder that is named, else the environment if it names a database, else the data folder of `npm start` if it is
 * there. One or the other, never a mixture: half of one installation and half of another would be neither. Throws a
 * `Failure` if there is none.
 */
export function findSettings(
  environment: Environment,
  named: string | undefined,
  workingDirectory: string,
): FoundSettings {
  if (named !== undefined) {
    const found = readFolder(resolve(workingDirectory, named));
    if (found) return found;
    throw new Failure({
      kind: 'unusable',
      code: 'no_data_folder',
      message: `"${named}" is no data folder that npm start has made.`,
      remedy: 'Name the folder that npm start prints, or leave --data-folder out.',
    });
  }
  if (isSet(environment, 'DATABASE_URL') || isSet(environment, 'DATABASE_URL_FILE')) {
    return { environment, folder: undefined };
  }
  const found = readFolder(resolve(workingDirectory, environment['EVERGRANT_DATA_DIR'] || DEFAULT_FOLDER));
  if (found) return found;
  throw new Failure({
    kind: 'unusable',
    code: 'no_settings',
    message: 'There are no settings here: neither DATABASE_URL nor a data folder of npm start.',
    remedy:
      'Run it with the settings of the deployment (docs/configuration.md), or where npm start was run, or name its folder with --data-folder.',
  });
}

function readFolder(folder: string): FoundSettings | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, SETTINGS_FILE), 'utf8');
  } catch {
    return undefined;
  }
  const environment = settingsFile.safeParse(asJson(text)).data;
  if (environment) return { environment, folder };
  throw new Failure({
    kind: 'unusable',
    code: 'damaged_data_folder',
    message: `${join(folder, SETTINGS_FILE)} cannot be read as settings.`,
    remedy: 'Run npm start once more: it writes the file anew.',
  });
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSet(environment: Environment, name: string): boolean {
  return environment[name] !== undefined && environment[name] !== '';
}
