import { createServer } from 'node:net';
import { errorCode } from './error-code';

/** A port, and the setting by which a person can change it. */
export interface PortSetting {
  readonly port: number;
  readonly setting: string;
}

/** A port that we need is used by someone else. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';

  constructor(readonly taken: PortSetting) {
    super(
      `Port ${String(taken.port)} on 127.0.0.1 is taken by another program: end it, or set ${taken.setting} to a free port.`,
    );
  }
}

/** True if a server could listen on `port` of 127.0.0.1 now. Throws if the port may not be used at all. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') return false;
    throw error;
  } finally {
    server.close();
  }
}
