import { setTimeout as delay } from 'node:timers/promises';
import type { Mail } from '../../simulator/mailbox';
import type { JsonApi } from './json-api';
import type { Narrator } from './narrator';

/** An event as the API lists it. */
export interface ListedEvent {
  readonly type: string;
  readonly timestamp: string;
  readonly onboardingId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Hears what a backend and a seller hear, and has it told as it comes. */
export interface Ears {
  /** Events of an onboarding, oldest first; null: about the house. */
  events(onboardingId: string | null): readonly ListedEvent[];
  /** Mails to an address, oldest first. */
  mailsTo(address: string): Promise<readonly Mail[]>;
  /** Hears what is still to come of what has happened, and no more. */
  stop(): Promise<void>;
}

const LISTEN_EVERY_MS = 100;

interface Listening {
  readonly api: JsonApi;
  readonly mailbox: JsonApi;
  readonly narrator: Narrator;
  /** Whose mails are told, by address. */
  readonly readers: Readonly<Record<string, string>>;
  /** Whose events are told one by one. */
  readonly told: (onboardingId: string | null) => boolean;
  /** Mails that are heard and not told. */
  readonly isNoise: (mail: Mail) => boolean;
}

export function openEars({ api, mailbox, narrator, readers, told, isNoise }: Listening): Ears {
  const events: ListedEvent[] = [];
  const toldMails = new Set<string>();
  let cursor: string | undefined;
  const ending = new AbortController();

  const mailsTo = (address: string) => mailbox.get<readonly Mail[]>(`/messages.json?to=${encodeURIComponent(address)}`);

  async function hear(): Promise<void> {
    for (let more = true; more;) {
      const query = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = await api.get<{
        readonly items: readonly ListedEvent[];
        readonly nextCursor: string | null;
        readonly resumeCursor: string | null;
      }>(`/v1/events?limit=100${query}`);
      for (const event of page.items) {
        events.push(event);
        if (told(event.onboardingId)) narrator.consequence(event.onboardingId ?? 'house', eventLine(event));
      }
      cursor = page.resumeCursor ?? cursor;
      more = page.nextCursor !== null;
    }
    for (const [address, reader] of Object.entries(readers)) {
      for (const mail of await mailsTo(address)) {
        if (toldMails.has(mail.id) || isNoise(mail)) continue;
        toldMails.add(mail.id);
        narrator.consequence(reader, `mail to ${address}: "${mail.subject}"`);
      }
    }
  }

  const running = (async () => {
    while (!ending.signal.aborted) {
      await hear();
      await delay(LISTEN_EVERY_MS);
    }
    await hear();
  })();
  running.catch(() => undefined);

  return {
    events: (onboardingId) => events.filter((event) => event.onboardingId === onboardingId),
    mailsTo,
    async stop() {
      ending.abort();
      await running;
    },
  };
}

/** `event authorization.expiring (generation 1, daysBefore 30)`. */
function eventLine({ type, data }: ListedEvent): string {
  const said = Object.entries(data)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => `${name} ${String(value)}`);
  return said.length === 0 ? `event ${type}` : `event ${type} (${said.join(', ')})`;
}
