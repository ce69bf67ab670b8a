import type { Response } from 'express';
import { html, type Html } from './html';

/** Which of the simulated parties a page belongs to. */
export type Site = 'Seller Central' | 'Commerce admin' | 'mailbox' | 'world';

export const STYLE_SHEET = `
:root { color-scheme: light; --ink: #1d2330; --line: #8a8f9c; --link: #0b57a4; --act: #7a3e00; }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: #f6f4ef; }
.simulated { margin: 0; padding: .4rem 1rem; font-size: .9rem; color: #fff; background: var(--act); }
header { padding: .8rem 1rem; background: #fff; border-bottom: 1px solid var(--line); }
header a { color: inherit; font-weight: 600; text-decoration: none; }
main { max-width: 56rem; margin: 1.5rem auto; padding: 0 1rem; }
main.narrow { max-width: 30rem; }
a { color: var(--link); }
label { display: block; margin: .8rem 0 .2rem; font-weight: 600; }
label.choice { display: flex; gap: .6rem; align-items: flex-start; font-weight: 400; }
input[type=email], input[type=password], input[type=text] { width: 100%; padding: .5rem; font: inherit; border: 1px solid var(--line); border-radius: 4px; }
fieldset { margin: 1rem 0; border: 1px solid var(--line); border-radius: 4px; }
button { margin: 1rem .6rem 0 0; padding: .5rem 1.2rem; font: inherit; border: 1px solid var(--act); border-radius: 4px; color: var(--act); background: #fff; cursor: pointer; }
button.main { color: #fff; background: var(--act); }
:focus-visible { outline: 3px solid #0b57a4; outline-offset: 2px; }
.panel { padding: 1rem 1.4rem; background: #fff; border: 1px solid var(--line); border-radius: 6px; }
.panel + .panel { margin-top: 1rem; }
.phone { padding: .6rem 1rem; background: #fff6dc; border: 2px dashed var(--line); border-radius: 6px; }
.problem { padding: .6rem 1rem; border-left: 4px solid #a8071a; background: #fff1f0; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; background: #fff; }
th, td { padding: .4rem .6rem; text-align: left; vertical-align: top; border: 1px solid #c9ccd4; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
iframe { width: 100%; height: 32rem; background: #fff; border: 1px solid var(--line); }
code { overflow-wrap: anywhere; }
`;

const HOMES: Readonly<Record<Site, { readonly name: string; readonly path: string }>> = {
  'Seller Central': { name: 'Simulated Seller Central', path: '/amazon/' },
  'Commerce admin': { name: 'Simulated Commerce admin', path: '/commerce/admin' },
  mailbox: { name: 'Simulated mailbox', path: '/mail' },
  world: { name: 'Evergrant simulator', path: '/' },
};

/** Answers with a whole page. Its policy names no form-action: that would also block the redirect to the callback. */
export function sendPage(
  res: Response,
  page: {
    readonly site: Site;
    readonly title: string;
    readonly body: Html;
    readonly status?: number;
    readonly narrow?: boolean;
  },
): void {
  const home = HOMES[page.site];
  const text = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · ${home.name}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header>
<p class="simulated">Simulation: this is not Amazon, Adobe or anyone's real mailbox.</p>
<nav aria-label="Site"><a href="${home.path}">${home.name}</a></nav>
</header>
<main${page.narrow === true ? html` class="narrow"` : undefined}>
<h1>${page.title}</h1>
${page.body}
</main>
</body>
</html>
`;
  res
    .status(page.status ?? 200)
    .set('Cache-Control', 'no-store')
    .set(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
    .type('html')
    .send(text.html);
}
