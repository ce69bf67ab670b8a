import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openDataFolder } from './data-folder';
import { FolderInUse, occupy, vacate } from './occupancy';
import { readSettings, SettingsError, type Settings } from './settings';
import { createWorld } from './world';
import { HELP, readArguments } from './year/arguments';
import { STORY_PACE } from './year/pace';
import { tellStory } from './year/story';

/** Exit codes: 0 everything was as it must be, 1 it was not or a part failed, 2 arguments or settings cannot be used. */
const FAILED = 1;
const UNUSABLE = 2;
const INTERRUPTED = 130;

/** Beside the data of `npm start`, which the story must not touch: what is in its own folder is removed each time. */
const FOLDER = 'year';

async function main(): Promise<number> {
  const asked = readArguments(process.argv.slice(2));
  if (asked.kind === 'help') return say(HELP);
  if (asked.kind === 'wrong') return refuse(asked.message);

  let settings: Settings;
  try {
    const given = readSettings(process.env);
    settings = { ...given, dataDir: join(given.dataDir, FOLDER), pace: STORY_PACE };
    await beginAfresh(settings.dataDir);
  } catch (error) {
    if (!(error instanceof SettingsError || error instanceof FolderInUse)) throw error;
    return refuse(error.message);
  }

  const world = createWorld(settings, (line) => say(`${line}\n`));
  const interrupted = new Promise<'interrupted'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve('interrupted'));
  });
  try {
    const running = await Promise.race([world.start(), interrupted]);
    if (running === 'interrupted') return INTERRUPTED;
    const told = await Promise.race([tellStory(running, say), running.failed, interrupted]);
    if (told === 'interrupted') return INTERRUPTED;
    if (!asked.end && process.stdout.isTTY) {
      say('Ctrl-C stops everything.\n');
      await Promise.race([running.failed, interrupted]);
    }
    return 0;
  } catch (error) {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    return FAILED;
  } finally {
    await world.stop();
  }
}

/** The story needs a world in which nothing has happened yet. */
async function beginAfresh(dataDir: string): Promise<void> {
  const folder = await openDataFolder(dataDir);
  await occupy(folder.running, dataDir);
  await vacate(folder.running);
  await rm(folder.path, { recursive: true });
}

function say(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

function refuse(message: string): number {
  process.stderr.write(`${message}\n`);
  return UNUSABLE;
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(FAILED);
  },
);
