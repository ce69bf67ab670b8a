import { request, type IncomingHttpHeaders } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Question {
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
}

/** A browser reduced to sockets and a cookie jar; it follows no redirect. */
export class Visitor {
  readonly #cookies = new Map<string, string>();

  constructor(private readonly origin: string) {}

  /** What it would send as Cookie. */
  cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async ask(path: string, { method = 'GET', headers = {}, form }: Question = {}): Promise<Answer> {
    const { hostname, port, host } = new URL(this.origin);
    const body = form === undefined ? undefined : new URLSearchParams(form).toString();
    const answer = await new Promise<Answer>((resolve, reject) => {
      const asked = request(
        {
          host: hostname === 'localhost' ? '127.0.0.1' : hostname,
          port,
          path,
          method,
          agent: false,
          headers: {
            host,
            ...(this.#cookies.size > 0 ? { cookie: this.cookie() } : {}),
            ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString(),
            }),
          );
        },
      );
      asked.on('error', reject);
      asked.end(body);
    });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.ask(path, { headers });
  }

  post(
    path: string,
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return this.ask(path, { method: 'POST', form, headers });
  }

  /** Presses the button of the only form on the page that `path` shows. */
  async press(path: string): Promise<Answer> {
    const page = await this.get(path);
    const form = formOf(page.body);
    return this.post(form.action, form.fields);
  }
}

export interface PageForm {
  readonly action: string;
  readonly csrf: string;
  /** All hidden fields. */
  readonly fields: Readonly<Record<string, string>>;
}

/** The first form on a page, or the first whose address ends like that. */
export function formOf(html: string, ending = ''): PageForm {
  const forms = [...html.matchAll(/<form method="post" action="([^"]+)">(.*?)<\/form>/gs)];
  const [, action, inner = ''] = forms.find(([, address = '']) => address.endsWith(ending)) ?? [];
  const hidden = [...inner.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  const fields = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, decoded(value)]));
  const { csrf } = fields;
  if (action === undefined || csrf === undefined) throw new Error(`no form on this page:\n${html}`);
  return { action, csrf, fields };
}

function decoded(attribute: string): string {
  return attribute.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

/** Where the hand-off page leads. */
export function amazonAddress(html: string): URL {
  const content = /<meta http-equiv="refresh" content="0;url=([^"]+)"/.exec(html)?.[1];
  if (content === undefined) throw new Error(`no hand-off on this page:\n${html}`);
  return new URL(content.replaceAll('&amp;', '&'));
}

export function headingOf(html: string): string {
  return /<h1>([^<]*)<\/h1>/.exec(html)?.[1] ?? '';
}

/** What a person reads of a page: without tags, spaces joined. */
export function textOf(html: string): string {
  return html
    .replace(/<title>[^<]*<\/title>|<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
