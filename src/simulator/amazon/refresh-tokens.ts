import { randomBytes } from 'node:crypto';
import type { Simulation } from '../simulation';

/** Makes a refresh token of an authorization; it is on disk with the next commit. */
export function issueRefreshToken({ state, clock, application }: Simulation, authorizationId: string): string {
  const refreshToken = `Atzr|${randomBytes(96).toString('base64url')}`;
  state.value.refreshTokens[refreshToken] = {
    authorizationId,
    clientId: application.clientId,
    issuedAt: clock.now(),
  };
  return refreshToken;
}
