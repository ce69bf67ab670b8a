import { randomInt } from 'node:crypto';
import { PORT_NAMES, settlePorts, type PortName, type Ports } from '../src/start/ports';
import { PortTaken } from '../src/temporal/port';

const TRIES = 10;

/** Free ports, away from those of `npm start`, which may run on this machine too. */
export async function freePorts(file: string): Promise<Ports> {
  for (let tried = 1; ; tried += 1) {
    const first = randomInt(20_000, 30_000);
    const wanted = Object.fromEntries(PORT_NAMES.map((name, index) => [name, first + index])) as Record<
      PortName,
      number
    >;
    try {
      return await settlePorts(file, wanted);
    } catch (error) {
      if (!(error instanceof PortTaken) || tried === TRIES) throw error;
    }
  }
}
