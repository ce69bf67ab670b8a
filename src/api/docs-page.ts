import { dirname } from 'node:path';
import { Router } from 'express';
import type { oas31 } from 'zod-openapi';
import { type ProblemKind, PROBLEMS } from './problem';
import { docsPolicy } from './security-headers';

const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js'] as const;

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Evergrant API</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <main id="api"></main>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/show.js"></script>
  </body>
</html>
`;

/** Where the type of a problem is explained: its code is the fragment. */
const PROBLEM_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Problems of the Evergrant API</title>
    <link rel="icon" href="data:,">
  </head>
  <body>
    <main>
      <h1>Problems</h1>
      <p>Every error of the <a href="/docs">Evergrant API</a> is a problem document (RFC 9457) whose type ends with one of
        these codes. Codes are stable, texts are not.</p>
${Object.entries(PROBLEMS).map(problemSection).join('')}    </main>
  </body>
</html>
`;

function problemSection([code, { status, title, detail }]: readonly [string, ProblemKind]): string {
  return `      <h2 id="${code}"><code>${code}</code></h2>
      <p>${escapeHtml(title)} (${status}). ${escapeHtml(detail)}</p>
`;
}

/** For texts of our own, which hold quotation marks and angle brackets. */
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `validatorUrl` would send the document to a public service. */
const SHOW = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null });
`;

/** The public document and a page that shows it, served by this process alone: nothing is loaded from elsewhere. */
export function docsRouter(document: oas31.OpenAPIObject): Router {
  const assets = dirname(require.resolve('swagger-ui-dist/package.json'));
  const json = JSON.stringify(document);
  const router = Router();

  router.get('/openapi.json', (_request, response) => {
    response.type('application/json').send(json);
  });
  router.use('/docs', docsPolicy);
  router.get('/docs', (_request, response) => {
    response.type('html').send(PAGE);
  });
  router.get('/docs/problems', (_request, response) => {
    response.type('html').send(PROBLEM_PAGE);
  });
  router.get('/docs/show.js', (_request, response) => {
    response.type('text/javascript').send(SHOW);
  });
  for (const asset of ASSETS) {
    router.get(`/docs/${asset}`, (_request, response, next) => {
      response.sendFile(asset, { root: assets, maxAge: '1h' }, (error: unknown) => {
        if (error !== undefined) next(error);
      });
    });
  }
  return router;
}
