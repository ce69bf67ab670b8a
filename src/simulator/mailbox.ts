import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../domain/clock';
import { writeDurably } from './state-file';

export interface Mail {
  readonly id: string;
  readonly receivedAt: Instant;
  readonly messageId: string | undefined;
  /** Envelope sender; empty for a bounce. */
  readonly from: string;
  /** Envelope recipients in lower case. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | undefined;
  /** The calendar file that came with it. */
  readonly calendar?: string | undefined;
  /** Names in lower case, in the order in which they came; a header that stands twice is here twice. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

export interface Mailbox {
  /** Oldest first; `to` is a recipient's address. */
  list(to?: string): readonly Mail[];
  find(id: string): Mail | undefined;
  /** Resolves when the mail is on disk. */
  add(mail: Omit<Mail, 'id'>): Promise<Mail>;
  clear(): Promise<void>;
  /** The first mail that fits, already here or still to come. Throws `AbortError` after `timeoutMs`. */
  waitFor(fits: (mail: Mail) => boolean, timeoutMs: number): Promise<Mail>;
}

/** Opens the folder in which every mail is one JSON file. */
export async function openMailbox(folder: string): Promise<Mailbox> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let mails = await readAll(folder);
  let lastNumber = mails.length === 0 ? 0 : Number(mails.at(-1)?.id.split('-')[0]);
  const arrivals = new EventEmitter();
  arrivals.setMaxListeners(0);

  return {
    list: (to) => (to === undefined ? mails : mails.filter((mail) => mail.to.includes(to.toLowerCase()))),
    find: (id) => mails.find((mail) => mail.id === id),
    async add(content) {
      lastNumber += 1;
      const mail: Mail = { id: `${String(lastNumber).padStart(8, '0')}-${randomUUID()}`, ...content };
      await writeDurably(join(folder, `${mail.id}.json`), JSON.stringify(mail));
      mails.push(mail);
      arrivals.emit('mail');
      return mail;
    },
    async clear() {
      const gone = mails;
      mails = [];
      await Promise.all(gone.map(({ id }) => rm(join(folder, `${id}.json`), { force: true })));
    },
    async waitFor(fits, timeoutMs) {
      const signal = AbortSignal.timeout(timeoutMs);
      for (;;) {
        const mail = mails.find(fits);
        if (mail) return mail;
        await once(arrivals, 'mail', { signal });
      }
    },
  };
}

async function readAll(folder: string): Promise<Mail[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Mail));
}
