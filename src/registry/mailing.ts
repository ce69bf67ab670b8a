import type { Kysely } from 'kysely';
import type { Instant } from '../domain/clock';
import { raiseAlert } from './alerts';
import { recordAudit } from './audit';
import type { Tables } from './schema';
import { readMeta, writeMeta } from './stamp';
import { lockTable, type Database, type Tx } from './transactions';

/** Since when no mail is sent to sellers and merchants, and why. */
export interface Mute {
  readonly since: Instant;
  readonly actor: string;
  readonly reason: string;
}

/** Whether mails may leave an environment. */
export type MailStanding =
  | { readonly standing: 'open' }
  | { readonly standing: 'muted'; readonly mute: Mute }
  /** The database belongs to another environment: it may be a copy, whose mails would reach real people a second time. */
  | { readonly standing: 'foreign'; readonly home: string };

/** The global switch of all mails to sellers and merchants. Operators are written to all the same. */
export interface Mailing {
  /** `environment` names the asking deployment. A database without a home is at home everywhere. */
  standing(environment: string): Promise<MailStanding>;
  /**
   * Makes the environment the home of a database that has none. Where it has another one, it stays so, and the operators
   * are alerted, once for each environment.
   */
  settle(environment: string, at: Instant): Promise<MailStanding>;
  /** Makes the environment the home, whatever it was. Audited. */
  moveTo(environment: string, actor: string, reason: string, at: Instant): Promise<void>;
  /** False if it is muted already. Audited. */
  mute(actor: string, reason: string, at: Instant): Promise<boolean>;
  /** False if it is not muted. Audited. */
  unmute(actor: string, reason: string, at: Instant): Promise<boolean>;
}

const HOME = 'mail_home';
const MUTE = 'mail_mute';

export function createMailing(database: Database): Mailing {
  /** One transaction at a time: where there is no row yet there is none to lock. */
  const alone = <T>(work: (tx: Tx) => Promise<T>) =>
    database.write(async (tx) => {
      await lockTable(tx, 'meta');
      return work(tx);
    });

  return {
    standing: (environment) => standingIn(database.db, environment),

    settle: (environment, at) =>
      alone(async (tx) => {
        if ((await readMeta(tx.db, HOME)) === undefined) await writeMeta(tx.db, HOME, environment);
        const found = await standingIn(tx.db, environment);
        if (found.standing === 'foreign') {
          const reason = `this deployment is ${environment}, and the database belongs to ${found.home}`;
          await raiseAlert(
            tx,
            {
              code: 'mail_blocked',
              dedupeKey: `${found.home} > ${environment}`,
              onboardingId: null,
              params: { reason },
            },
            at,
          );
        }
        return found;
      }),

    moveTo: (environment, actor, reason, at) =>
      alone(async (tx) => {
        await writeMeta(tx.db, HOME, environment);
        await recordAudit(tx, { onboardingId: null, action: 'move_mail', actor, reason, subject: environment }, at);
      }),

    mute: (actor, reason, at) =>
      alone(async (tx) => {
        if (await readMute(tx.db)) return false;
        await writeMeta(tx.db, MUTE, JSON.stringify({ since: at, actor, reason } satisfies Mute));
        await recordAudit(tx, { onboardingId: null, action: 'mute_mail', actor, reason }, at);
        return true;
      }),

    unmute: (actor, reason, at) =>
      alone(async (tx) => {
        if (!(await readMute(tx.db))) return false;
        await tx.db.deleteFrom('meta').where('key', '=', MUTE).execute();
        await recordAudit(tx, { onboardingId: null, action: 'unmute_mail', actor, reason }, at);
        return true;
      }),
  };
}

async function standingIn(db: Kysely<Tables>, environment: string): Promise<MailStanding> {
  const home = await readMeta(db, HOME);
  if (home !== undefined && home !== environment) return { standing: 'foreign', home };
  const mute = await readMute(db);
  return mute ? { standing: 'muted', mute } : { standing: 'open' };
}

async function readMute(db: Kysely<Tables>): Promise<Mute | undefined> {
  const written = await readMeta(db, MUTE);
  return written === undefined ? undefined : (JSON.parse(written) as Mute);
}
