import { join } from 'node:path';
import { Eta } from 'eta';
import { ICON, STYLESHEET } from './assets';
import type { Views } from './views';

/** What every page shows around its own matter. */
export interface Frame {
  readonly name: string;
  readonly simulator: boolean;
}

const eta = new Eta({ views: join(__dirname, 'templates', 'en'), cache: true, autoTrim: false });

/** The whole page. `goTo`, if given, is where the browser goes on by itself as soon as it has the page. */
export function renderPage<V extends keyof Views>(
  frame: Frame,
  view: V,
  model: Views[V],
  goTo: string | null = null,
): string {
  const page = { ...frame, goTo, icon: ICON.path, stylesheet: STYLESHEET.path };
  return eta.render(`./${view}`, { ...model, page });
}
