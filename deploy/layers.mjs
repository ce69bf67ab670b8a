/**
 * The arrows between the folders of src/, as lint rules. Each folder may import itself and the folders listed for it;
 * everything else is an error. `types` may be imported with `import type` only.
 */
const everything = [
  'domain',
  'workflows',
  'activities',
  'documents',
  'amazon',
  'commerce',
  'registry',
  'notifications',
  'temporal',
  'api',
  'bounces',
  'pages',
  'worker',
  'simulator',
  'outgoing',
  'cli',
  'start',
];
const clients = ['outgoing', 'domain'];
const activities = ['amazon', 'commerce', 'registry', 'notifications', ...clients];
/** What api and cli take in and show: the same bodies, held to the same contract. */
const documents = ['commerce', 'registry', ...clients];
const outermost = ['activities', 'documents', ...activities];
/** What the sandbox and the outside share: message contracts, search attribute keys, the mark of unreadable input. */
const workflowContracts = ['workflows/messages', 'workflows/search-attributes', 'workflows/undecodable'];

const arrows = {
  domain: [],
  outgoing: ['domain'],
  amazon: clients,
  commerce: clients,
  registry: clients,
  notifications: clients,
  activities,
  documents,
  workflows: ['domain'],
  temporal: ['domain', ...workflowContracts],
  api: [...outermost, 'temporal', ...workflowContracts],
  pages: outermost,
  bounces: ['registry', 'domain'],
  cli: [...outermost, 'temporal', ...workflowContracts],
  worker: ['activities', ...activities, 'temporal', ...workflowContracts],
  simulator: ['domain/marketplaces', 'domain/clock'],
  start: ['simulator', 'temporal', 'domain'],
};

function ruleFor(folder, allowed) {
  const whole = allowed.filter((entry) => !entry.includes('/'));
  const single = allowed.filter((entry) => entry.includes('/'));
  const forbidden = everything.filter((other) => other !== folder && !whole.includes(other));
  const patterns = forbidden.map((other) => {
    const exceptions = single.filter((entry) => entry.startsWith(`${other}/`));
    const negative =
      exceptions.length === 0 ? '' : `(?!(?:${exceptions.map((e) => e.slice(other.length + 1)).join('|')})$)`;
    return {
      regex: `^(?:\\.\\./)+${other}/${negative}`,
      message: `${folder}/ must not import ${other}/ (docs/architecture.md, "The arrows").`,
      ...(folder === 'workflows' && other === 'activities' ? { allowTypeImports: true } : {}),
    };
  });
  const root = ['config', 'main', 'start'].map((file) => ({
    regex: `^(?:\\.\\./)+${file}(?:/|$)`,
    message: `${folder}/ takes what it needs as arguments; only entry points read ${file}.ts.`,
  }));
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [...patterns, ...root] }] },
  };
}

/** What the production build leaves out; only start.ts and its folder may import it. */
const production = {
  files: ['src/*.ts'],
  ignores: ['src/start.ts'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { patterns: [{ regex: '^\\./(?:simulator|start)(?:/|$)', message: 'It is absent from the production build.' }] },
    ],
  },
};

/** The command line is an entry point of its own: its main.ts reads the configuration, and nothing else of cli/ does. */
const commandLine = {
  files: ['src/cli/main.ts'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          { regex: '^\\.\\./(?:simulator|start)(?:/|$)', message: 'It is absent from the production build.' },
          {
            regex: '^\\.\\./(?:api|pages|worker|workflows|main)(?:/|$)',
            message: 'The command line works without the roles.',
          },
        ],
      },
    ],
  },
};

export const layerRules = [
  ...Object.entries(arrows).map(([folder, allowed]) => ruleFor(folder, allowed)),
  production,
  commandLine,
];
