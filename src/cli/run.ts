import { CommanderError } from 'commander';
import { errorCodeOf } from './database-failure';
import { EXIT_CODES, Failure } from './failure';
import { createProgram, defineCommands } from './program';
import { createSession, type Surroundings } from './session';

/** Runs one command and returns its exit code. Whatever goes wrong is told in words. */
export async function runCli(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const program = createProgram();
  const session = createSession(surroundings, () => program.opts<{ dataFolder?: string }>().dataFolder);
  // What commander says of wrong arguments comes as an error, too, and is told in the same form as every other one.
  program.configureOutput({ outputError: () => undefined });
  defineCommands(program, session);
  try {
    await program.parseAsync(args, { from: 'user' });
    return session.broken() ? EXIT_CODES.failed : EXIT_CODES.done;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT_CODES.done;
    return surroundings.output.fail(failureOf(error));
  } finally {
    await session.close().catch(() => undefined);
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof CommanderError) return usageFailure(error);
  return new Failure({
    kind: 'failed',
    code: 'unexpected',
    message: `Something unexpected went wrong (${errorCodeOf(error)}).`,
    remedy: 'Run evergrant doctor; if it finds nothing, report this with the command that you ran.',
  });
}

function usageFailure({ code, message }: CommanderError): Failure {
  const what = code === 'commander.help' ? 'a command is missing' : message.replace(/^error: /, '').split('\n')[0];
  return new Failure({
    kind: 'unusable',
    code: 'usage',
    message: sentence(what ?? 'the arguments are wrong'),
    remedy: 'Add --help to see how it is used.',
  });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
}
