import type { Request, RequestHandler, Response } from 'express';

export interface Page {
  readonly kind: 'page';
  readonly status: number;
  readonly html: string;
  /** An address that the browser goes to by itself after `REFRESH_SECONDS`. */
  readonly againAt?: string;
}

/** What a handler answers with. */
export type Answer = Page | { readonly kind: 'seeOther'; readonly path: string };

export type Handler = (req: Request, res: Response) => Promise<Answer>;

/** Long enough for the page to be shown before the browser asks again. */
const REFRESH_SECONDS = 2;

export function send(res: Response, answer: Answer): void {
  if (answer.kind === 'seeOther') {
    res.redirect(303, answer.path);
    return;
  }
  if (answer.againAt !== undefined) res.set('Refresh', `${REFRESH_SECONDS}; url=${answer.againAt}`);
  res.status(answer.status).type('html').send(answer.html);
}

export function answering(handler: Handler): RequestHandler {
  return async (req, res) => {
    send(res, await handler(req, res));
  };
}
