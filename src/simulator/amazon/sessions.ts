import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Simulation } from '../simulation';
import type { BrowserSession } from '../state';
import { sellerByKey, type Seller } from './sellers';

const COOKIE = 'simulated-session';
const COOKIE_OPTIONS = { httpOnly: true, sameSite: 'lax', path: '/amazon' } as const;

export interface OpenSession {
  readonly id: string;
  readonly session: BrowserSession;
}

export function readSession({ state }: Simulation, req: Request): OpenSession | undefined {
  const id = /(?:^|;\s*)simulated-session=([\w-]{43})(?:;|$)/.exec(req.get('cookie') ?? '')?.[1];
  const session = id === undefined ? undefined : state.value.sessions[id];
  return id !== undefined && session ? { id, session } : undefined;
}

/** The seller of a browser that has passed both steps. */
export function signedIn(
  simulation: Simulation,
  req: Request,
): { readonly id: string; readonly seller: Seller } | undefined {
  const open = readSession(simulation, req);
  const key = open?.session.sellerKey;
  const seller = key === undefined ? undefined : sellerByKey(simulation.state.value.sellers, key);
  return open && seller ? { id: open.id, seller } : undefined;
}

/** Gives the browser a new session, in place of any it had. */
export async function replaceSession(
  simulation: Simulation,
  req: Request,
  res: Response,
  content: { readonly halfwaySellerKey: string } | { readonly sellerKey: string },
): Promise<void> {
  const { state, clock } = simulation;
  forget(simulation, req);
  const id = randomBytes(32).toString('base64url');
  state.value.sessions[id] = { ...content, startedAt: clock.now() };
  await state.commit();
  res.cookie(COOKIE, id, COOKIE_OPTIONS);
}

export async function endSession(simulation: Simulation, req: Request, res: Response): Promise<void> {
  forget(simulation, req);
  await simulation.state.commit();
  res.clearCookie(COOKIE, COOKIE_OPTIONS);
}

function forget(simulation: Simulation, req: Request): void {
  const open = readSession(simulation, req);
  if (open) Reflect.deleteProperty(simulation.state.value.sessions, open.id);
}
