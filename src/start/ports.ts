import { createServer } from 'node:net';
import { isPortFree, PortTaken, type PortSetting } from '../temporal/port';
import { readIfThere, writePrivately } from './private-file';

export const PORT_NAMES = ['product', 'simulator', 'smtp', 'bounces', 'temporal', 'temporalUi'] as const;
export type PortName = (typeof PORT_NAMES)[number];
export type Ports = Readonly<Record<PortName, number>>;

/** The setting of each port, and where the search for a free one begins. */
export const PORT_SETTINGS: Readonly<Record<PortName, { readonly setting: string; readonly preferred: number }>> = {
  product: { setting: 'PORT', preferred: 3000 },
  simulator: { setting: 'SIMULATOR_PORT', preferred: 4000 },
  smtp: { setting: 'SIMULATOR_SMTP_PORT', preferred: 2525 },
  bounces: { setting: 'BOUNCE_SMTP_PORT', preferred: 2526 },
  temporal: { setting: 'TEMPORAL_PORT', preferred: 7233 },
  temporalUi: { setting: 'TEMPORAL_UI_PORT', preferred: 8233 },
};

/** The Temporal server asks for these itself: one that a killed start left behind may hold them rightly. */
const CHECKED_LATER: readonly PortName[] = ['temporal', 'temporalUi'];

const SEARCHED_PORTS = 200;

/** Two of our own settings name one port. */
export class PortsClash extends Error {
  override readonly name = 'PortsClash';
}

/**
 * The ports of this data folder: those that are given, else those remembered in `file`, else the next free ones, which
 * are then remembered. Throws `PortTaken` for one that is settled and taken by another program.
 */
export async function settlePorts(file: string, given: Partial<Ports>): Promise<Ports> {
  const remembered = JSON.parse((await readIfThere(file)) ?? '{}') as Partial<Ports>;
  const settled: Partial<Record<PortName, number>> = { ...remembered, ...given };
  for (const name of PORT_NAMES) {
    const { setting, preferred } = PORT_SETTINGS[name];
    const port = settled[name];
    if (port === undefined) settled[name] = await nextFree(preferred, Object.values(settled));
    else if (!CHECKED_LATER.includes(name) && !(await isFree(port))) throw new PortTaken({ port, setting });
  }
  const ports = settled as Ports;
  refuseClash(ports);
  await writePrivately(file, `${JSON.stringify(ports, undefined, 2)}\n`);
  return ports;
}

export function portSetting(ports: Ports, name: PortName): PortSetting {
  return { port: ports[name], setting: PORT_SETTINGS[name].setting };
}

async function nextFree(preferred: number, chosen: readonly number[]): Promise<number> {
  for (let port = preferred; port < preferred + SEARCHED_PORTS; port += 1) {
    if (!chosen.includes(port) && (await isFree(port))) return port;
  }
  throw new Error(`No port from ${String(preferred)} to ${String(preferred + SEARCHED_PORTS - 1)} is free.`);
}

/** Also on IPv6: a browser that is sent to `localhost` tries `::1` first, and would reach the other program. */
async function isFree(port: number): Promise<boolean> {
  return (await isPortFree(port)) && (await isFreeOnIpv6(port));
}

async function isFreeOnIpv6(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    // A machine without IPv6 has nobody listening there either.
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    server.listen({ port, host: '::1', ipv6Only: true }, () => server.close(() => resolve(true)));
  });
}

function refuseClash(ports: Ports): void {
  for (const name of PORT_NAMES) {
    const other = PORT_NAMES.find((candidate) => candidate !== name && ports[candidate] === ports[name]);
    if (other === undefined) continue;
    throw new PortsClash(
      `${PORT_SETTINGS[name].setting} and ${PORT_SETTINGS[other].setting} are both ${String(ports[name])}: set one of them to another port.`,
    );
  }
}
