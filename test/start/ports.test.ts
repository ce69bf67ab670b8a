import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PORT_SETTINGS, PortsClash, settlePorts, type Ports } from '../../src/start/ports';
import { PortTaken } from '../../src/temporal/port';
import { freePort } from '../temporal/dev-server';

let folder: string;
let file: string;
let others: Server[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evergrant-ports-'));
  file = join(folder, 'ports.json');
  others = [];
});
afterEach(async () => {
  for (const other of others) other.close();
  await rm(folder, { recursive: true });
});

/** Another program on a port. */
async function occupied(host: string, port = 0): Promise<number> {
  const server = createServer().listen({ port, host, ipv6Only: host === '::1' });
  others.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function freePorts(): Promise<Ports> {
  const ports = await Promise.all(Array.from({ length: 6 }, freePort));
  return {
    product: ports[0]!,
    simulator: ports[1]!,
    smtp: ports[2]!,
    bounces: ports[3]!,
    temporal: ports[4]!,
    temporalUi: ports[5]!,
  };
}

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => undefined,
    (error: unknown) => error as Error,
  );

describe('the ports of a data folder', () => {
  it.each(['127.0.0.1', '::1'])('begin at their defaults and pass over one that is taken on %s', async (host) => {
    await occupied(host, PORT_SETTINGS.product.preferred).catch(() => undefined); // somebody else may have it already

    const { product, simulator } = await settlePorts(file, {});

    expect(product).toBeGreaterThan(PORT_SETTINGS.product.preferred);
    expect(simulator).toBeGreaterThanOrEqual(PORT_SETTINGS.simulator.preferred);
  });

  it('are the same at the next start', async () => {
    const first = await settlePorts(file, await freePorts());

    expect(await settlePorts(file, {})).toEqual(first);
  });

  it('name the setting if one that is remembered is taken now', async () => {
    const { product } = await settlePorts(file, await freePorts());
    await occupied('127.0.0.1', product);

    const error = await refusal(settlePorts(file, {}));

    expect(error).toBeInstanceOf(PortTaken);
    expect(error?.message).toContain('set PORT to');
  });

  it('are never exchanged for others if a person has chosen them', async () => {
    const taken = await occupied('127.0.0.1');

    const error = await refusal(settlePorts(file, { smtp: taken }));

    expect(error).toBeInstanceOf(PortTaken);
    expect(error?.message).toContain('SIMULATOR_SMTP_PORT');
  });

  it('are all different', async () => {
    const ports = await freePorts();

    const error = await refusal(settlePorts(file, { ...ports, temporal: ports.product }));

    expect(error).toBeInstanceOf(PortsClash);
    expect(error?.message).toContain('PORT and TEMPORAL_PORT');
  });
});
