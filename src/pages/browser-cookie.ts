import { createHash, randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';

/** What tells one browser from another: a random id in a cookie, of which we keep only the hash. */
export interface Browser {
  readonly id: string;
  readonly hash: string;
}

export interface BrowserCookie {
  readonly read: (req: Request) => Browser | undefined;
  /** Sets the cookie when it is absent; one that is there is never replaced, or attempts under way would lose it. */
  readonly ensure: (req: Request, res: Response) => Browser;
}

const ID_SHAPE = /^[A-Za-z0-9_-]{43}$/;

/**
 * `SameSite=Lax`, because Amazon's redirect back to us is a cross-site navigation that `Strict` would not accompany.
 * `Secure` and the `__Host-` prefix, which rules out cookies planted from sibling hosts, need https.
 */
export function createBrowserCookie(secure: boolean): BrowserCookie {
  const name = secure ? '__Host-evergrant' : 'evergrant';

  function read(req: Request): Browser | undefined {
    const id = (req.headers.cookie ?? '')
      .split(';')
      .map((pair) => pair.trim())
      .filter((pair) => pair.startsWith(`${name}=`))
      .map((pair) => pair.slice(name.length + 1))
      .find((value) => ID_SHAPE.test(value));
    return id === undefined ? undefined : browserOf(id);
  }

  return {
    read,
    ensure: (req, res) => {
      const known = read(req);
      if (known) return known;
      const browser = browserOf(randomBytes(32).toString('base64url'));
      res.cookie(name, browser.id, { httpOnly: true, sameSite: 'lax', path: '/', secure });
      return browser;
    },
  };
}

function browserOf(id: string): Browser {
  return { id, hash: createHash('sha256').update(id).digest('hex') };
}
