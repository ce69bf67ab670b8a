import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { isOlder } from './cli-version';
import { DEFAULT_NAMESPACE } from './ids';
import { isPortFree, PortTaken, type PortSetting } from './port';
import { endProcess, identifyProcess, isAlive, type ProcessIdentity } from './process-identity';
import { type Progress, withProgress } from './progress';
import {
  prepareDataFile,
  readServerRecord,
  type RunningServer,
  type ServerRecord,
  writeServerRecord,
} from './server-record';

export interface DevServerOptions {
  /** The CLI to run and the server version inside it, as `findBinary` returns them. */
  readonly binary: string;
  readonly serverVersion: string;
  /** Where the server keeps its data; without it they are lost when the server ends. Its folder must exist. */
  readonly databaseFile?: string;
  readonly port: PortSetting;
  /** Without it the server has no web UI. */
  readonly uiPort?: PortSetting;
  /** Takes the server's own output, appended. Without it that is dropped. */
  readonly logFile?: string;
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error';
  readonly progress?: Progress;
}

export interface DevServer {
  readonly address: string;
  readonly uiAddress: string | undefined;
  readonly pid: number;
  /** True if it was left behind by a killed process and taken over, data and open connections included. */
  readonly adopted: boolean;
  /** Ends the server, in good order if it has data to keep, and returns once it is gone. */
  stop(): Promise<void>;
}

/** The server cannot start, for a reason that a person must remove. */
export class DevServerRefused extends Error {
  override readonly name = 'DevServerRefused';
}

const HOST = '127.0.0.1';
const START_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;

/**
 * The dev server's defaults are made for one person clicking: 20 tasks a second, timers up to a second late, and 0.8 s
 * of waiting before a young run may continue as new (measured on server 1.29.1).
 */
const DYNAMIC_CONFIGURATION = {
  'history.transferProcessorMaxPollRPS': 2_000,
  'history.timerProcessorMaxPollRPS': 2_000,
  'history.timerProcessorMaxTimeShift': '10ms',
  'history.workflowIdReuseMinimalInterval': '0s',
  'system.enableActivityEagerExecution': true,
} as const;

/**
 * Starts a Temporal dev server on 127.0.0.1 and returns once it answers. One that a killed process left behind on the
 * same data file is taken over if it answers on the wanted ports, else ended first.
 * Throws `PortTaken`, or `DevServerRefused` if the data file belongs to a newer server or to a living process, or if
 * the server does not come up.
 */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  const leftBehind = serverLeftBehind(options);
  if (leftBehind !== undefined) {
    if (isWanted(leftBehind, options) && (await answers(addressOf(leftBehind.port)))) {
      return hold(options, leftBehind.server, true);
    }
    await endProcess(leftBehind.server, STOP_WITHIN_MS);
  }
  for (const setting of [options.port, options.uiPort]) {
    if (setting !== undefined && !(await isPortFree(setting.port))) throw new PortTaken(setting);
  }

  if (options.databaseFile !== undefined) prepareDataFile(options.databaseFile, options.serverVersion);
  const server = launch(options);
  note(options, { running: runningServer(options, server) });
  try {
    const progress = options.progress ?? (() => undefined);
    await withProgress(progress, 'Starting the Temporal server', () => untilItAnswers(options, server));
  } catch (error) {
    await stop(options, server);
    throw error;
  }
  return hold(options, server, false);
}

/** The living server of this data file whose owner is gone. Throws if the file must not be touched. */
function serverLeftBehind({ databaseFile, serverVersion, binary }: DevServerOptions): RunningServer | undefined {
  const record = databaseFile === undefined ? undefined : readServerRecord(databaseFile);
  if (databaseFile === undefined || record === undefined) return undefined;
  if (isOlder(serverVersion, record.serverVersion)) {
    throw new DevServerRefused(
      `The data file ${databaseFile} was written by Temporal server ${record.serverVersion}; ${binary} contains the ` +
        `older server ${serverVersion}, which could damage it. Use a CLI with server ${record.serverVersion} or newer, ` +
        'or remove the data file to begin anew.',
    );
  }
  const { running } = record;
  if (running === undefined || !isAlive(running.server)) return undefined;
  if (isAlive(running.owner)) {
    throw new DevServerRefused(
      `The data file ${databaseFile} is in use: process ${String(running.owner.pid)} runs a Temporal server on it.`,
    );
  }
  return running;
}

function isWanted(running: RunningServer, { databaseFile, port, uiPort, serverVersion }: DevServerOptions): boolean {
  const sameVersion = databaseFile !== undefined && readServerRecord(databaseFile)?.serverVersion === serverVersion;
  return sameVersion && running.port === port.port && running.uiPort === uiPort?.port;
}

/** Records that the server has answered and that this process owns it now, and returns what ends it. */
function hold(options: DevServerOptions, server: ProcessIdentity, adopted: boolean): DevServer {
  note(options, { complete: true, running: runningServer(options, server) });
  const { port, uiPort } = options;
  return {
    address: addressOf(port.port),
    uiAddress: uiPort === undefined ? undefined : `http://${addressOf(uiPort.port)}`,
    pid: server.pid,
    adopted,
    stop: () => stop(options, server),
  };
}

async function stop(options: DevServerOptions, server: ProcessIdentity): Promise<void> {
  await endProcess(server, options.databaseFile === undefined ? 0 : STOP_WITHIN_MS);
  note(options, {});
}

/** Brings the record beside the data file up to date; what is running is what `news` says, nothing otherwise. */
function note({ databaseFile, serverVersion }: DevServerOptions, news: Partial<ServerRecord>): void {
  if (databaseFile === undefined) return;
  const complete = readServerRecord(databaseFile)?.complete ?? false;
  writeServerRecord(databaseFile, { complete, ...news, serverVersion });
}

function runningServer({ port, uiPort }: DevServerOptions, server: ProcessIdentity): RunningServer {
  const owner = identifyProcess(process.pid) ?? { pid: process.pid, startedAt: 'unknown' };
  return { server, owner, port: port.port, uiPort: uiPort?.port };
}

function launch(options: DevServerOptions): ProcessIdentity {
  const output = options.logFile === undefined ? 'ignore' : openSync(options.logFile, 'a', 0o600);
  // The child inherits the mask: what it writes is for this user alone.
  const mask = process.umask(0o077);
  try {
    // A group of its own if it has data: Ctrl-C in a terminal must reach the worker first and the server last. A file as
    // its output: a pipe would break, and the server with it, when this process is killed.
    const child = spawn(options.binary, argumentsFor(options), {
      detached: options.databaseFile !== undefined,
      stdio: ['ignore', output, output],
    });
    child.once('error', () => undefined);
    child.unref();
    const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
    if (identity === undefined) throw new DevServerRefused(`${options.binary} could not be started.`);
    return identity;
  } finally {
    process.umask(mask);
    if (typeof output === 'number') closeSync(output);
  }
}

function argumentsFor({ databaseFile, port, uiPort, logLevel }: DevServerOptions): string[] {
  return [
    ...['server', 'start-dev', '--ip', HOST, '--port', String(port.port), '--log-level', logLevel ?? 'warn'],
    ...(uiPort === undefined
      ? ['--headless=true']
      : ['--headless=false', '--ui-ip', HOST, '--ui-port', String(uiPort.port)]),
    ...(databaseFile === undefined ? [] : ['--db-filename', databaseFile]),
    ...Object.entries(DYNAMIC_CONFIGURATION).flatMap(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${JSON.stringify(value)}`,
    ]),
  ];
}

async function untilItAnswers(options: DevServerOptions, server: ProcessIdentity): Promise<void> {
  const deadline = Date.now() + START_WITHIN_MS;
  while (!(await answers(addressOf(options.port.port)))) {
    if (!isAlive(server))
      throw new DevServerRefused(`The Temporal server ended at once. ${lastWords(options.logFile)}`);
    if (Date.now() > deadline) {
      throw new DevServerRefused(
        `The Temporal server did not answer within ${String(START_WITHIN_MS / 1_000)} s. ${lastWords(options.logFile)}`,
      );
    }
    await delay(50);
  }
}

/** True if the server answers over gRPC and has made its namespace. */
async function answers(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: '2s' });
    try {
      await connection.withDeadline(Date.now() + 2_000, () =>
        connection.workflowService.describeNamespace({ namespace: DEFAULT_NAMESPACE }),
      );
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}

function addressOf(port: number): string {
  return `${HOST}:${String(port)}`;
}

function lastWords(logFile: string | undefined): string {
  if (logFile === undefined) return '';
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-5);
  return `Its last words (${logFile}):\n${lines.join('\n')}`;
}
