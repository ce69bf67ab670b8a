/** Preloaded into a process: writes a CPU profile of each of its threads, when it ends, into --diagnostic-dir. */
const { writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const { join } = require('node:path');
const { threadId } = require('node:worker_threads');

const folder = /--diagnostic-dir=(\S+)/.exec(process.env.NODE_OPTIONS)[1];
const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.start');
process.once('exit', () => {
  session.post('Profiler.stop', (_error, { profile }) => {
    writeFileSync(join(folder, `product-${process.pid}-${threadId}.cpuprofile`), JSON.stringify(profile));
  });
});
