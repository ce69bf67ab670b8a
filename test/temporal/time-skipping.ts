import { execFile } from 'node:child_process';
import { access, chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type EphemeralServerExecutable, TestWorkflowEnvironment } from '@temporalio/testing';
import { defaultCacheFolder } from '../../src/temporal/cli-cache';
import { takeLock } from '../../src/temporal/cli-lock';
import { dataConverter } from '../../src/temporal/data-converter';
import { DEFAULT_NAMESPACE } from '../../src/temporal/ids';
import { withProgress } from '../../src/temporal/progress';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes';
import { quietRuntime } from './quiet-runtime';

/** Ours to choose: it carries everything the tests need and runs on Java 17. */
const VERSION = '1.32.1';
const ANSWERS_WITHIN_MS = 60_000;

/**
 * An environment whose server skips time; its client uses the product's data converter, and workers must be given it.
 * The server is the SDK's download or, where that is refused, the same official server from its Maven artifact. One per
 * test file, and files in turn: its clock is global, and the SDK gives it five seconds to come up.
 */
export async function createTimeSkippingEnvironment(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const cacheFolder = defaultCacheFolder(process.env['EVERGRANT_CACHE_DIR']);
  const wrapper = join(cacheFolder, `temporal-test-server-${VERSION}`, 'temporal-test-server');
  if (await exists(wrapper)) return startWithOneRetry({ type: 'existing-path', path: wrapper });

  const download = await tryDownload(cacheFolder);
  if (download.environment !== undefined) return download.environment;
  await withProgress(
    (text) => process.stderr.write(`${text}\n`),
    'Fetching the time-skipping test server with Maven',
    () => fetchWithMaven(cacheFolder, wrapper, download.reason),
  );
  return startWithOneRetry({ type: 'existing-path', path: wrapper });
}

type Download =
  { readonly environment: TestWorkflowEnvironment } | { readonly environment: undefined; readonly reason: string };

async function tryDownload(cacheFolder: string): Promise<Download> {
  const downloadDir = join(cacheFolder, 'temporal-test-server-download');
  await mkdir(downloadDir, { recursive: true });
  try {
    return { environment: await start({ type: 'cached-download', downloadDir, ttl: '3650 days' }) };
  } catch (error) {
    return { environment: undefined, reason: String(error) };
  }
}

async function fetchWithMaven(cacheFolder: string, wrapper: string, downloadRefused: string): Promise<void> {
  const release = await takeLock(join(cacheFolder, 'temporal-test-server.lock'));
  const workshop = await mkdtemp(join(cacheFolder, 'incoming-'));
  try {
    if (await exists(wrapper)) return;
    await promisify(execFile)('java', ['-version']);
    await writeFile(join(workshop, 'pom.xml'), POM);
    const target = ['dependency:copy-dependencies', `-DoutputDirectory=${join(workshop, 'server', 'lib')}`];
    await promisify(execFile)('mvn', ['-q', '-B', '-f', join(workshop, 'pom.xml'), ...target]);
    await writeFile(join(workshop, 'server', 'temporal-test-server'), WRAPPER);
    await chmod(join(workshop, 'server', 'temporal-test-server'), 0o755);
    await rename(join(workshop, 'server'), join(wrapper, '..'));
  } catch (error) {
    throw new Error(
      [
        'No time-skipping Temporal server could be had, and without it these tests prove nothing.',
        `  - the SDK's own download: ${downloadRefused}`,
        `  - io.temporal:temporal-test-server:${VERSION} through Maven: ${String(error)}`,
        'Either let this machine reach temporal.download, or install Java 17 (or newer) and Maven.',
      ].join('\n'),
      { cause: error },
    );
  } finally {
    await rm(workshop, { recursive: true, force: true });
    await release();
  }
}

/** Now and then a server comes up and answers nothing: it is given up for another one. */
async function startWithOneRetry(executable: EphemeralServerExecutable): Promise<TestWorkflowEnvironment> {
  const starting = start(executable);
  try {
    return await inTime(starting);
  } catch {
    starting.then(
      (late) => late.teardown(),
      () => undefined,
    );
    return start(executable);
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = delay(ANSWERS_WITHIN_MS, undefined, { signal: over.signal }).then(() => {
    throw new Error(`It does not answer within ${ANSWERS_WITHIN_MS / 1_000} s.`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
    late.catch(() => undefined);
  }
}

async function start(executable: EphemeralServerExecutable): Promise<TestWorkflowEnvironment> {
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable },
    client: { dataConverter },
  });
  await registerSearchAttributes(environment.connection, DEFAULT_NAMESPACE);
  await environment.currentTimeMs();
  return environment;
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** A short-lived process: the first compiler tier is enough and starts soonest. */
const WRAPPER = `#!/bin/sh
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"
`;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>evergrant</groupId>
  <artifactId>time-skipping</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-nop</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`;
