import type { Request, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { type Problem, problem } from './problem';

/** Counts a request for a key; a problem once the key has used up its minute. */
export type CountRequest = (request: Request, response: Response, keyId: string) => Promise<Problem | null>;

const WINDOW_MS = 60_000;

export const unlimited: CountRequest = () => Promise.resolve(null);

/**
 * Limits each key by itself, counted in this process, and tells callers where they stand in the headers RateLimit and
 * RateLimit-Policy (IETF draft 8).
 */
export function createCountRequest(requestsPerMinute: number): CountRequest {
  const waiting = new WeakMap<Request, { readonly keyId: string; readonly refuse: (problem: Problem) => void }>();
  const count = rateLimit({
    windowMs: WINDOW_MS,
    limit: requestsPerMinute,
    standardHeaders: 'draft-8',
    identifier: 'requests-per-key',
    legacyHeaders: false,
    keyGenerator: (request) => waiting.get(request)?.keyId ?? '',
    handler: (request) => waiting.get(request)?.refuse(problem('rate_limited')),
  });

  return (request, response, keyId) =>
    new Promise((resolve, reject) => {
      waiting.set(request, { keyId, refuse: resolve });
      void count(request, response, (error?: unknown) => {
        if (error instanceof Error) reject(error);
        else resolve(null);
      });
    });
}
