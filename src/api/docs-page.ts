import { dirname } from 'node:path';
import { Router } from 'express';
import type { oas31 } from 'zod-openapi';
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
