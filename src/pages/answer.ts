import type { Request, RequestHandler, Response } from 'express';

/** What a handler answers with. */
export type Answer =
  | { readonly kind: 'page'; readonly status: number; readonly html: string }
  | { readonly kind: 'seeOther'; readonly path: string };

export type Handler = (req: Request, res: Response) => Promise<Answer>;

export function send(res: Response, answer: Answer): void {
  if (answer.kind === 'page') res.status(answer.status).type('html').send(answer.html);
  else res.redirect(303, answer.path);
}

export function answering(handler: Handler): RequestHandler {
  return async (req, res) => {
    send(res, await handler(req, res));
  };
}
