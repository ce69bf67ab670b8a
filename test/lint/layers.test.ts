import { execFileSync } from 'node:child_process';
import { Linter } from 'eslint';
import { parser, plugin } from 'typescript-eslint';
import { layerRules } from '../../deploy/layers.mjs';

const RULE = '@typescript-eslint/no-restricted-imports';

/** The arrows of docs/architecture.md: what each folder may import whole. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  domain: [],
  outgoing: ['domain'],
  amazon: ['outgoing', 'domain'],
  commerce: ['outgoing', 'domain'],
  registry: ['outgoing', 'domain'],
  notifications: ['outgoing', 'domain'],
  activities: ['amazon', 'commerce', 'registry', 'notifications', 'outgoing', 'domain'],
  documents: ['commerce', 'registry', 'outgoing', 'domain'],
  workflows: ['domain'],
  temporal: ['domain'],
  api: ['activities', 'documents', 'amazon', 'commerce', 'registry', 'notifications', 'outgoing', 'domain', 'temporal'],
  pages: ['activities', 'documents', 'amazon', 'commerce', 'registry', 'notifications', 'outgoing', 'domain'],
  cli: ['activities', 'documents', 'amazon', 'commerce', 'registry', 'notifications', 'outgoing', 'domain', 'temporal'],
  worker: ['activities', 'amazon', 'commerce', 'registry', 'notifications', 'outgoing', 'domain', 'temporal'],
  simulator: [],
  start: ['simulator', 'temporal', 'domain'],
};
const FOLDERS = Object.keys(MAY_IMPORT);

const linter = new Linter({ configType: 'flat' });
const config: Linter.Config[] = [
  { files: ['**/*.ts'], languageOptions: { parser }, plugins: { '@typescript-eslint': plugin } },
  ...layerRules,
];

function isRefused(file: string, code: string): boolean {
  const messages = linter.verify(code, config, file);
  expect(messages.filter(({ ruleId }) => ruleId !== RULE)).toEqual([]);
  return messages.length > 0;
}

const importing = (from: string) => `import { anything } from '${from}';\nexport const it = anything;\n`;
const importingType = (from: string) => `import type { Anything } from '${from}';\nexport type It = Anything;\n`;

describe.each(FOLDERS)('%s/', (folder) => {
  const others = FOLDERS.filter((other) => other !== folder);
  const allowed = others.filter((other) => MAY_IMPORT[folder]!.includes(other));
  const forbidden = others.filter((other) => !allowed.includes(other));

  if (allowed.length > 0) {
    it.each(allowed)('may import %s/', (other) => {
      expect(isRefused(`src/${folder}/new.ts`, importing(`../${other}/something`))).toBe(false);
    });
  }

  it.each(forbidden)('may not import %s/, from a folder of its own neither', (other) => {
    expect(isRefused(`src/${folder}/new.ts`, importing(`../${other}/something`))).toBe(true);
    expect(isRefused(`src/${folder}/deeper/new.ts`, importing(`../../${other}/something`))).toBe(true);
  });

  it('may not import the entry points', () => {
    for (const root of ['config', 'main', 'start', 'start/ports']) {
      expect(isRefused(`src/${folder}/new.ts`, importing(`../${root}`))).toBe(true);
    }
  });

  it('may import its own files', () => {
    expect(isRefused(`src/${folder}/deeper/new.ts`, importing('../something'))).toBe(false);
  });
});

describe('the workflows', () => {
  it('may know the types of activities, and nothing else of them', () => {
    expect(isRefused('src/workflows/new.ts', importingType('../activities/create'))).toBe(false);
    expect(isRefused('src/workflows/new.ts', importing('../activities/create'))).toBe(true);
  });

  it.each(['registry', 'temporal', 'amazon'])('may not even know the types of %s/', (other) => {
    expect(isRefused('src/workflows/new.ts', importingType(`../${other}/something`))).toBe(true);
  });

  it.each(['api', 'cli', 'worker', 'temporal'])('lend their messages, but no code, to %s/', (folder) => {
    expect(isRefused(`src/${folder}/new.ts`, importing('../workflows/messages'))).toBe(false);
    expect(isRefused(`src/${folder}/new.ts`, importing('../workflows/store-onboarding'))).toBe(true);
    expect(isRefused(`src/${folder}/new.ts`, importing('../workflows/messages-of-another'))).toBe(true);
  });
});

describe('the simulator', () => {
  it.each(['domain/marketplaces', 'domain/clock'])('may import %s', (module) => {
    expect(isRefused('src/simulator/new.ts', importing(`../${module}`))).toBe(false);
  });

  it.each(['domain/secret', 'domain/contract/clock', 'commerce/oauth1'])('may not import %s', (module) => {
    expect(isRefused('src/simulator/new.ts', importing(`../${module}`))).toBe(true);
  });
});

describe('the command line', () => {
  it('reads the configuration in its main.ts and nowhere else', () => {
    expect(isRefused('src/cli/main.ts', importing('../config'))).toBe(false);
    expect(isRefused('src/cli/session.ts', importing('../config'))).toBe(true);
  });

  it.each(['simulator', 'start', 'api', 'pages', 'worker', 'workflows'])(
    'has no part of %s/ in its main.ts',
    (folder) => {
      expect(isRefused('src/cli/main.ts', importing(`../${folder}/something`))).toBe(true);
    },
  );
});

describe('the files beside the folders', () => {
  it.each(['main', 'config', 'product', 'endpoints', 'relay-executors'])('%s.ts may not import it', (file) => {
    expect(isRefused(`src/${file}.ts`, importing('./simulator/start-simulator'))).toBe(true);
    expect(isRefused(`src/${file}.ts`, importing('./start/ports'))).toBe(true);
    expect(isRefused(`src/${file}.ts`, importing('./registry/open'))).toBe(false);
  });

  it('start.ts may import the simulator', () => {
    expect(isRefused('src/start.ts', importing('./simulator/start-simulator'))).toBe(false);
    expect(isRefused('src/start/demo.ts', importing('../simulator/start-simulator'))).toBe(false);
  });
});

it('these rules are the ones that `npm run lint` applies', () => {
  const files = layerRules.map((rules) =>
    String(rules.files?.[0]).replace('**/*.ts', 'new.ts').replace('*.ts', 'main.ts'),
  );
  const script = `
    import { ESLint } from 'eslint';
    const eslint = new ESLint();
    const configs = await Promise.all(${JSON.stringify(files)}.map((file) => eslint.calculateConfigForFile(file)));
    console.log(JSON.stringify(configs.map(({ rules }) => rules['${RULE}'])));`;
  const applied = JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }),
  ) as [severity: number, options: unknown][];
  const written = layerRules.map(({ rules }) => (rules?.[RULE] as [string, unknown])[1]);
  expect(applied).toEqual(written.map((options) => [2, options]));
});
