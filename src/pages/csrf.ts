import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Secret } from '../domain/secret';
import type { Browser } from './browser-cookie';

/** A form's proof that our own page made it, in this browser and for this onboarding. */
export interface Csrf {
  readonly token: (browser: Browser, onboardingId: string) => string;
  readonly accepts: (browser: Browser, onboardingId: string, req: Request) => boolean;
}

export function createCsrf(key: Secret): Csrf {
  function token(browser: Browser, onboardingId: string): string {
    return createHmac('sha256', key.reveal()).update(`${browser.id}|${onboardingId}`).digest('base64url');
  }
  return {
    token,
    accepts: (browser, onboardingId, req) => {
      const given = formField(req, 'csrf');
      const expected = Buffer.from(token(browser, onboardingId));
      const actual = Buffer.from(given ?? '');
      return actual.length === expected.length && timingSafeEqual(actual, expected);
    },
  };
}

/**
 * Browsers tell where a request was made. `Origin` would not do: under `Referrer-Policy: no-referrer` our own forms
 * send `Origin: null`.
 */
export function isCrossSite(req: Request): boolean {
  return req.headers['sec-fetch-site'] === 'cross-site';
}

function formField(req: Request, name: string): string | undefined {
  const body: unknown = req.body;
  if (typeof body !== 'object' || body === null) return undefined;
  const value = (body as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
}
