import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** A static file of the pages; its address changes with its content, so browsers may keep it for ever. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly content: Buffer;
}

function asset(file: string, type: string): Asset {
  const content = readFileSync(join(__dirname, 'assets', file));
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const extension = extname(file);
  return { path: `/assets/${file.slice(0, -extension.length)}.${hash}${extension}`, type, content };
}

export const STYLESHEET = asset('pages.css', 'text/css; charset=utf-8');
export const ICON = asset('icon.svg', 'image/svg+xml');
