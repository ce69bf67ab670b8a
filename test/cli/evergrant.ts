import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { transformSync } from '@swc/core';
import type { Registry } from '../../src/registry/registry';
import { testDatabase, type TestDatabase } from '../registry/fixture';

/** What a run of the command line has left behind. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as JSON. */
  readonly json: ReturnType<typeof JSON.parse>;
  /** The error that was told as JSON on standard error. */
  readonly error: ReturnType<typeof JSON.parse>;
}

export type Settings = Readonly<Record<string, string>>;

/** What the production build leaves out. */
const DEVELOPMENT_ONLY = ['simulator', 'start', 'start.ts'];

/** Starts `evergrant` as a process of its own, with these settings and nothing else in its environment. */
export function begin(args: readonly string[], environment: Settings, workingDirectory = process.cwd()) {
  const { PATH = '', HOME = '' } = process.env;
  return spawn(process.execPath, [join(compiled(), 'dist/cli/main.js'), ...args], {
    cwd: workingDirectory,
    env: { PATH, HOME, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Runs `evergrant` to its end. `input`: what is piped into it. */
export async function run(
  args: readonly string[],
  environment: Settings,
  { input = '', workingDirectory }: { readonly input?: string; readonly workingDirectory?: string } = {},
): Promise<Run> {
  const child = begin(args, environment, workingDirectory);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  // A command that wants no input may have ended before it comes.
  child.stdin.on('error', () => undefined).end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return {
    code,
    stdout,
    stderr,
    get json() {
      return JSON.parse(stdout) as unknown;
    },
    get error() {
      const lines = stderr.trimEnd().split('\n');
      return (JSON.parse(lines.at(-1) ?? '') as { error: unknown }).error;
    },
  };
}

/** A deployment with a database of its own, whose clock stands a little after `at`. */
export interface TestInstallation {
  readonly settings: Settings;
  readonly folder: string;
  readonly database: TestDatabase;
  readonly registry: Registry;
  run(args: readonly string[], input?: string): Promise<Run>;
  remove(): Promise<void>;
}

let compiledFolder: string | undefined;

/** The sources as JavaScript, made once for each file of tests: a process then starts in a fraction of the time. */
function compiled(): string {
  if (compiledFolder !== undefined) return compiledFolder;
  const folder = mkdtempSync(join(tmpdir(), 'evergrant-compiled-'));
  compiledFolder = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  copyFileSync('package.json', join(folder, 'package.json'));
  for (const name of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    const [first = ''] = name.split(sep);
    if (!name.endsWith('.ts') || DEVELOPMENT_ONLY.includes(first)) continue;
    const { code } = transformSync(readFileSync(join('src', name), 'utf8'), {
      filename: name,
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
    });
    const target = join(folder, 'dist', name.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
  return folder;
}

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');

/** Nobody listens there: the discard port, which nobody but root may open. */
export const NOBODY = '127.0.0.1:9';

export async function installation(at: number, overrides: Settings = {}): Promise<TestInstallation> {
  const folder = mkdtempSync(join(tmpdir(), 'evergrant-cli-'));
  const database = await testDatabase();
  const registry = await database.open();
  const clockFile = join(folder, 'clock');
  writeFileSync(clockFile, String(at - Date.now()));
  const settings: Settings = {
    EVERGRANT_MODE: 'simulator',
    SIMULATOR_URL: `http://${NOBODY}`,
    EVERGRANT_CLOCK_FILE: clockFile,
    PUBLIC_BASE_URL: `http://${NOBODY}`,
    PUBLIC_NAME: 'Test Backend',
    DATABASE_URL: database.url,
    VAULT_KEYS: `v1:${key(1)}`,
    LINK_KEYS: `l1:${key(2)}`,
    BODY_HMAC_KEY: key(3),
    CSRF_KEY: key(4),
    TEMPORAL_ADDRESS: NOBODY,
    AMAZON_APPLICATION_ID: 'amzn1.sp.solution.test',
    AMAZON_CLIENT_ID: 'amzn1.application-oa2-client.test',
    AMAZON_CLIENT_SECRET: 'canary-client-secret',
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: '9',
    MAIL_FROM: 'evergrant@backend.example',
    ...overrides,
  };
  return {
    settings,
    folder,
    database,
    registry,
    run: (args, input) => run(args, settings, input === undefined ? {} : { input }),
    async remove() {
      await database.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
