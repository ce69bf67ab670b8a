import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { createProgram, defineCommands } from '../../src/cli/program';
import type { Session } from '../../src/cli/session';
import { ALERT_CODES } from '../../src/domain/alerts';
import { REQUIREMENT_CODES } from '../../src/domain/requirements';
import { RUNBOOK_PATH, runbookEntry } from '../../src/domain/runbook';

const text = readFileSync(RUNBOOK_PATH, 'utf8');

/** The anchors that a Markdown reader gives to headings: lower case, no marks but hyphens and underscores. */
const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replace(/ /g, '-'),
);
const CODES = [...new Set<string>([...REQUIREMENT_CODES, ...ALERT_CODES])];

describe.each(CODES)('the runbook entry on %s', (code) => {
  const [, after = ''] = text.split(`### \`${code}\`\n`);
  const entry = after.split(/^##/m, 1)[0] ?? '';

  it('is there, under the anchor that alerts and details link to', () => {
    const [, anchor] = runbookEntry(code as (typeof REQUIREMENT_CODES)[number]).split('#');
    expect(anchors.filter((one) => one === anchor)).toHaveLength(1);
  });

  it('stands in the index', () => {
    const [, index = ''] = text.split('## Index\n');
    expect(index.split(/^## /m, 1)[0]).toContain(`](#${code})`);
  });

  it('says who acts, or that nobody has to', () => {
    expect(entry).toMatch(/\b(acts?|decide|nothing to do|leave it so|they know)\b/i);
  });
});

it('has no entry on what there is not', () => {
  const entries = [...text.matchAll(/^### `(.+)`$/gm)].map(([, code]) => code);
  expect(entries.filter((code = '') => !CODES.includes(code))).toEqual([]);
});

it('links to no heading that there is not', () => {
  const linked = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
  expect(linked.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
});

/** The commands in the blocks that are meant to be pasted. */
const commands = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
  .flatMap(([, block = '']) => block.split('\n'))
  .filter((line) => line.startsWith('evergrant '));

/** As a shell splits a simple line; redirections go. */
function wordsOf(line: string): readonly string[] {
  const words = line.replace(/\s<\s.*$/, '').match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  return words.slice(1).map((word) => word.replace(/^["']|["']$/g, ''));
}

function withoutActions(command: Command): void {
  command.configureOutput({ writeErr: () => undefined, outputError: () => undefined }).exitOverride();
  for (const child of command.commands) withoutActions(child);
  if (command.commands.length === 0) command.action(() => undefined);
}

it.each([...new Set(commands)])('works as it stands: %s', (line) => {
  const program = createProgram();
  // Only carrying a command out would use the session.
  defineCommands(program, {} as Session);
  withoutActions(program);
  expect(() => program.parse(wordsOf(line), { from: 'user' })).not.toThrow();
});

it('there are commands to paste', () => {
  expect(commands.length).toBeGreaterThan(20);
});
