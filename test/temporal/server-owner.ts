/** A process that owns a dev server until it is killed: node --import tsx server-owner.ts <DevServerOptions as JSON> */
import { type DevServerOptions, startDevServer } from '../../src/temporal/dev-server';

void startDevServer(JSON.parse(process.argv[2] ?? '') as DevServerOptions).then((server) => {
  process.stdout.write(`${String(server.pid)}\n`);
  setInterval(() => undefined, 60_000);
});
