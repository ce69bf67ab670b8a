import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { EXIT_CODES } from '../../src/cli/failure';
import { createProgram, defineCommands } from '../../src/cli/program';
import type { Session } from '../../src/cli/session';

const text = readFileSync('docs/cli.md', 'utf8');

const program = createProgram();
// Defining the commands uses nothing of the session; only carrying one out does.
defineCommands(program, {} as Session);

/** The commands that do something, under the names by which they are called. */
function commandsOf(command: Command, path: string): { readonly path: string; readonly command: Command }[] {
  const here = `${path} ${command.name()}`.trim();
  return command.commands.length === 0
    ? [{ path: here, command }]
    : command.commands.flatMap((sub) => commandsOf(sub, here));
}
const commands = commandsOf(program, '');

/** The section of a command, up to the next heading. */
function sectionOf(path: string): string {
  const [, after = ''] = text.split(`### \`${path}\`\n`);
  return after.split(/^##/m, 1)[0] ?? '';
}

describe.each(commands)('$path', ({ path, command }) => {
  it('has a section in docs/cli.md that names every option', () => {
    const section = sectionOf(path);
    expect(section).not.toBe('');
    for (const { long } of command.options) expect(section).toContain(long);
  });

  it('explains itself, with an example that begins with its name', () => {
    let help = '';
    command.configureOutput({ writeOut: (part) => (help += part) });
    command.outputHelp();
    expect(help).toMatch(/Examples:\n/);
    expect(help.split('Examples:')[1]).toContain(path);
    expect(command.summary()).not.toBe('');
    expect(command.description()).toMatch(/\.$/);
  });
});

it('docs/cli.md has no command that there is not', () => {
  const documented = [...text.matchAll(/^### `(.+)`$/gm)].map(([, path]) => path);
  expect(documented.sort()).toEqual(commands.map(({ path }) => path).sort());
});

it('docs/cli.md has every exit code', () => {
  for (const code of Object.values(EXIT_CODES)) expect(text).toMatch(new RegExp(`^\\| ${code} `, 'm'));
});

it('takes no secret as an option', () => {
  const options = commands.flatMap(({ command }) => command.options.map(({ long = '' }) => long));
  expect(options.filter((option) => /secret|password|private|api-key|access-token/.test(option))).toEqual([]);
});
