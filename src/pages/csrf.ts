import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Secret } from '../domain/secret';
import type { Browser } from './browser-cookie';
import { formField } from './form-field';

/** A form's proof that our own page made it, in this browser and for this subject: an onboarding, as a rule. */
export interface Csrf {
  readonly token: (browser: Browser, subject: string) => string;
  readonly accepts: (browser: Browser, subject: string, req: Request) => boolean;
}

export function createCsrf(key: Secret): Csrf {
  function token(browser: Browser, subject: string): string {
    return createHmac('sha256', key.reveal()).update(`${browser.id}|${subject}`).digest('base64url');
  }
  return {
    token,
    accepts: (browser, subject, req) => {
      const given = formField(req, 'csrf');
      const expected = Buffer.from(token(browser, subject));
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
