import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { createProgram, defineCommands } from '../../src/cli/program';
import type { Session } from '../../src/cli/session';

/* What the documents tell people to set, run and open is there. */

const GUIDES = ['README.md', 'client/README.md', ...inFolder('docs', /\.md$/)];

/** Whoever takes a setting: the product, the simulator, containers, scripts. */
const TAKERS = [
  'docker-compose.yml',
  ...['src', 'deploy', 'conformance', 'bench', 'test'].flatMap((folder) => inFolder(folder, /\.(ts|mjs|sh|env)$/)),
];

function inFolder(folder: string, names: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => names.test(name))
    .map((name) => join(folder, name));
}

function all(paths: readonly string[], pattern: RegExp): ReadonlySet<string> {
  const texts = paths.map((path) => readFileSync(path, 'utf8'));
  return new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([whole, part]) => part ?? whole)));
}

const SETTING = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g;
const taken = all(TAKERS, SETTING);

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: Record<string, string> };

/** `keys create` and the like; a command with commands of its own counts as well. */
function commandsOf(command: Command, path: readonly string[] = []): readonly string[] {
  return command.commands.flatMap((child) => {
    const here = [...path, child.name()];
    return [here.join(' '), ...commandsOf(child, here)];
  });
}

function commandLine(): readonly string[] {
  const program = createProgram();
  // A session is asked for nothing before a command is carried out.
  defineCommands(program, {} as Session);
  return commandsOf(program);
}

describe.each(GUIDES)('%s', (guide) => {
  test('names settings that somebody takes', () => {
    const unknown = [...all([guide], SETTING)].filter(
      (name) => !taken.has(name) && !taken.has(name.replace(/_FILE$/, '')),
    );

    expect(unknown).toEqual([]);
  });

  test('names scripts that there are', () => {
    const unknown = [...all([guide], /\bnpm run (?:-s |--silent )?([\w:-]+)/g)].filter((name) => !(name in scripts));

    expect(unknown).toEqual([]);
  });

  test('names commands of the command line that there are', () => {
    const known = commandLine();
    const named = all(
      [guide],
      /(?:`|^ *|\s)evergrant (?:-- )?((?!-)[a-z]+(?:-[a-z]+)*(?: (?:set|list|create|revoke|rewrap))?)\b/gm,
    );
    const unknown = [...named].filter((command) => !known.includes(command));

    expect(unknown).toEqual([]);
  });

  test('links to files that there are', () => {
    const links = [...all([guide], /\]\(([^)\s]+)\)/g)].filter((link) => !/^(https?:|#)/.test(link));
    const dead = links.filter((link) => !existsSync(join(dirname(guide), link.replace(/#.*/, ''))));

    expect(dead).toEqual([]);
  });
});
