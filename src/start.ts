import { HELP, readArguments } from './start/arguments';
import { settleDemo } from './start/demo';
import { screen } from './start/screen';
import { readSettings, SettingsError, type Settings } from './start/settings';
import { createWorld, type World } from './start/world';

/** Exit codes: 0 ended as asked, 1 failed while starting or running, 2 arguments or settings cannot be used. */
const FAILED = 1;
const UNUSABLE = 2;
/** What shells say of a program ended by Ctrl-C. */
const INTERRUPTED = 130;

/** One Ctrl-C may arrive twice, from the terminal and from npm, which passes it on. */
const SAME_KEYSTROKE_MS = 500;

function main(): void {
  const asked = readArguments(process.argv.slice(2));
  switch (asked.kind) {
    case 'help':
      say(HELP);
      return;
    case 'wrong':
      refuse(asked.message);
      return;
    case 'start':
      break;
  }
  let settings: Settings;
  try {
    settings = readSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    refuse(error.message);
    return;
  }
  void run(settings);
}

async function run(settings: Settings): Promise<void> {
  const world = createWorld(settings, (line) => say(`${line}\n`));
  const end = endOnSignals(world);
  try {
    const running = await world.start();
    const stand = await Promise.race([settleDemo(running, (line) => say(`${line}\n`)), running.failed]);
    say(screen(running, stand, process.cwd()));
    await running.failed;
  } catch (error) {
    await end(error);
  }
}

/** Ends the world at the first signal in good order, at the second one at once. Returns what ends it after a failure. */
function endOnSignals(world: World): (failure: unknown) => Promise<void> {
  let endingSince: number | undefined;

  async function end(code: number, why: string): Promise<void> {
    if (endingSince !== undefined) return;
    endingSince = Date.now();
    say(`\n${why}\n`);
    try {
      await world.stop();
      say(code === 0 ? 'Stopped. `npm start` goes on from here.\n' : 'Everything else was stopped.\n');
    } catch (error) {
      say(`It could not be stopped in good order: ${messageOf(error)}\n`);
      world.kill();
      code = FAILED;
    }
    process.exit(code);
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (endingSince === undefined) void end(0, 'Stopping …');
      else if (Date.now() - endingSince > SAME_KEYSTROKE_MS) {
        world.kill();
        process.exit(INTERRUPTED);
      }
    });
  }
  return (failure) => end(FAILED, messageOf(failure));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function say(text: string): void {
  process.stdout.write(text);
}

function refuse(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = UNUSABLE;
}

main();
