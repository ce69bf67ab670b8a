import type { RequestHandler, Response } from 'express';
import type { Clock } from '../domain/clock';
import type { CallLog, Operation } from './calls';
import type { Faults } from './faults';

export type Watch = (operation: Operation) => RequestHandler;

/** Makes the handler that stands before each operation: it counts the call and lets it suffer an ordered fault. */
export function createWatch(calls: CallLog, faults: Faults, clock: Clock): Watch {
  return (operation) => async (req, res, next) => {
    const started = performance.now();
    const at = clock.now();
    res.once('close', () => {
      const status = res.writableFinished ? res.statusCode : null;
      calls.record({ operation, at, status, ms: performance.now() - started });
    });
    const fault = await faults.take(operation);
    if (fault) await faults.suffer(fault);
    if (fault?.drop === 'before') {
      req.socket.destroy();
      return;
    }
    if (fault?.drop === 'after') destroyInsteadOfAnswering(res);
    else if (fault?.status !== undefined) {
      res.status(fault.status).set(fault.headers ?? {});
      if (typeof fault.body === 'string') res.send(fault.body);
      else if (fault.body === undefined) res.end();
      else res.json(fault.body);
      return;
    }
    next();
  };
}

/** Nothing of the answer is on the wire before `end`, so replacing it drops the connection with the work done. */
function destroyInsteadOfAnswering(res: Response): void {
  const { socket } = res;
  res.end = () => {
    socket?.destroy();
    return res;
  };
}
