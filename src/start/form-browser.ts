/** As much of a browser as our pages need: it keeps cookies and presses the button of a form. */
export interface FormBrowser {
  /** Opens an address and returns its page. Redirects are not followed. Throws if it is answered otherwise. */
  open(url: string, expected?: number): Promise<string>;
  /** Presses the button of the first form on the page that is open, and returns the page that answers. */
  press(): Promise<string>;
}

export function openBrowser(): FormBrowser {
  const cookies = new Map<string, string>();
  let page = { url: '', html: '' };

  async function load(url: string, expected: number, form?: URLSearchParams): Promise<string> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';', 1)[0] ?? '').split('=', 2);
      cookies.set(name, value);
    }
    const html = await response.text();
    if (response.status !== expected) {
      throw new Error(`The seller was answered ${String(response.status)} instead of ${String(expected)}.`);
    }
    page = { url, html };
    return html;
  }

  return {
    open: (url, expected = 200) => load(url, expected),
    press() {
      const [form = ''] = /<form method="post"[\s\S]*?<\/form>/.exec(page.html) ?? [];
      const fields = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
      const entries = fields.map(([, name = '', value = '']): [string, string] => [name, unescaped(value)]);
      const action = new URL(valueIn(form, /action="([^"]+)"/), page.url);
      return load(action.href, 200, new URLSearchParams(entries));
    },
  };
}

/** What a pattern's first group finds on a page. Throws an Error that shows the pattern. */
export function valueIn(html: string, pattern: RegExp): string {
  const value = pattern.exec(html)?.[1];
  if (value === undefined) throw new Error(`The seller does not find ${pattern.source} on the page.`);
  return unescaped(value);
}

/** The text that a page's markup stands for, as far as our own pages escape. */
export function unescaped(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
