import helmet from 'helmet';
import type { RequestHandler } from 'express';

const DAY_SECONDS = 86_400;

/**
 * Headers of every answer that is no page: nothing may be loaded, framed or cached. HSTS only where the product is
 * served by https.
 */
export function securityHeaders(publicBaseUrl: string): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    strictTransportSecurity: publicBaseUrl.startsWith('https:') && { maxAge: 365 * DAY_SECONDS },
  });
}

/** The policy of the documentation page: own scripts and styles, images that the style sheet carries inside. */
export const docsPolicy: RequestHandler = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
});
