import { Agent, request } from 'undici';
import type { Instant } from '../../domain/clock';
import { errorCodeOf } from '../database-failure';

/** Whether anything answers at an address. What it answers does not matter. */
export type Reach =
  | {
      readonly outcome: 'answers';
      readonly status: number;
      /** How far our clock is ahead of the other one, from its Date header; null where there is none. */
      readonly clockAheadMs: number | null;
    }
  | { readonly outcome: 'silent'; readonly why: 'dns' | 'connect' | 'tls' | 'timeout'; readonly code: string };

/** Sends one HEAD; follows no redirect and uses no proxy. Takes at most `timeoutMs`. Never rejects. */
export async function reach(url: string, timeoutMs: number): Promise<Reach> {
  const dispatcher = new Agent({ connect: { timeout: timeoutMs } });
  const begun = Date.now();
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const { statusCode, headers, body } = await request(url, { method: 'HEAD', dispatcher, signal });
    body.on('error', () => undefined).destroy();
    return { outcome: 'answers', status: statusCode, clockAheadMs: clockAhead(headers['date'], begun, Date.now()) };
  } catch (error) {
    const code = errorCodeOf(error);
    return { outcome: 'silent', why: whyOf(code), code };
  } finally {
    await dispatcher.destroy();
  }
}

/** The header has whole seconds: on the average it is half a second old when it is written. */
const HEADER_AGE_MS = 500;

function clockAhead(date: string | string[] | undefined, begun: Instant, ended: Instant): number | null {
  const theirs = typeof date === 'string' ? Date.parse(date) : NaN;
  return Number.isNaN(theirs) ? null : Math.round((begun + ended) / 2 - (theirs + HEADER_AGE_MS));
}

function whyOf(code: string): 'dns' | 'connect' | 'tls' | 'timeout' {
  if (/^(ENOTFOUND|EAI_)/.test(code)) return 'dns';
  if (/CERT|TLS|SSL|UNABLE_TO|EPROTO/.test(code)) return 'tls';
  if (/TIMEDOUT|TIMEOUT|Timeout|Abort/.test(code)) return 'timeout';
  return 'connect';
}
