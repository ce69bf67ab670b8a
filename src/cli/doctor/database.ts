import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sqliteFileOf } from '../../registry/database';
import { inspectDatabase, type DatabaseReport, type OutboxState } from '../../registry/inspect';
import type { MailStanding } from '../../registry/mailing';
import { refusal } from '../../registry/stamp';
import { databaseFailure, errorCodeOf } from '../database-failure';
import type { Installation } from '../installation';
import { wordsOfSending } from '../sending';
import { counted, duration } from '../words';
import { ill, unwise, well, type Check, type Finding } from './finding';

/** What waits longer than this is not being carried out: the relay looks every second. */
const OUTBOX_LATE_MS = 60_000;

const MEBIBYTE = 1024 * 1024;
const DISK_FULL_BYTES = 100 * MEBIBYTE;
const DISK_SCARCE_BYTES = 1024 * MEBIBYTE;

export function databaseCheck(installation: Installation): Check {
  const { databaseUrl, keys, environment, clock } = installation;
  return {
    subject: 'database',
    async look() {
      let report: DatabaseReport;
      try {
        report = await inspectDatabase(databaseUrl.reveal(), keys, environment, clock.now());
      } catch (error) {
        return [
          ill(
            'database',
            `The database cannot be reached (${errorCodeOf(error)}).`,
            'Check that it runs, that its host can be reached from here, and user and password in DATABASE_URL.',
          ),
        ];
      }
      if (report.state === 'current') return currentFindings(report, installation, clock.now());
      return [refused(report)];
    },
  };
}

type Current = Extract<DatabaseReport, { readonly state: 'current' }>;

function refused(report: Exclude<DatabaseReport, Current>): Finding {
  const why =
    report.state === 'absent'
      ? 'no_database'
      : report.state === 'empty'
        ? 'never_prepared'
        : report.schema.unknown.length > 0
          ? 'schema_ahead'
          : 'schema_behind';
  const { message, remedy } = databaseFailure(refusal(why));
  return ill('database', message, remedy);
}

function currentFindings(
  { dialect, stamps, outbox, vault, authorizations, mail }: Current,
  { mode, keys, authorizationLimit, environment, mailMuted }: Installation,
  now: number,
) {
  const name = dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL';
  return [
    stamps.mode === mode
      ? well('database', `${name} answers, is up to date, and is stamped as ${mode}.`)
      : ill(
          'database',
          `The database is stamped as ${stamps.mode ?? 'nothing'} and the settings say ${mode}.`,
          'Use the database of this mode, or set EVERGRANT_MODE right.',
        ),
    stamps.vaultKeys === 'fit'
      ? well('vault keys', `They open the vault, which holds ${counted(vault.entries, 'secret')}.`)
      : ill(
          'vault keys',
          'They do not open the vault of this database.',
          'Set VAULT_KEYS to the ring that it was written with; nothing can replace a lost one.',
        ),
    ...(vault.underOlderKeys > 0 && stamps.vaultKeys === 'fit'
      ? [
          unwise(
            'vault keys',
            `${counted(vault.underOlderKeys, 'secret is', 'secrets are')} still under an older key than "${keys.vault.current.id}".`,
            'Run evergrant vault rewrap, then the older keys may leave the ring.',
          ),
        ]
      : []),
    stamps.linkKeys === 'fit'
      ? well('link keys', 'They are those that sign the links of this database.')
      : ill(
          'link keys',
          'They are not those of this database: no link that was mailed would open.',
          'Set LINK_KEYS to the ring that it was used with.',
        ),
    outboxFinding(outbox, now),
    sendingFinding(mail, environment, mailMuted),
    ...(authorizationLimit === null ? [] : [authorizationsFinding(authorizations, authorizationLimit)]),
  ];
}

/** Listing an application takes its time: so many sellers before the limit it should begin. */
const AUTHORIZATIONS_SCARCE = 5;

/** Amazon counts, not we: the number is the best that can be known here. */
function authorizationsFinding(used: number, limit: number): Finding {
  const sentence = `${used} of the ${limit} seller authorizations of an application outside the Appstore are used.`;
  const remedy =
    'List the application in the Selling Partner Appstore, then set AMAZON_APP_LISTED=true (docs/going-live.md).';
  if (used >= limit) return ill('authorizations', `${sentence} Amazon refuses new sellers.`, remedy);
  if (used > limit - AUTHORIZATIONS_SCARCE) return unwise('authorizations', sentence, remedy);
  return well('authorizations', sentence);
}

/** Muted on purpose is unwise in the long run; a database that is not at home here is never meant to last. */
function sendingFinding(mail: MailStanding, environment: string, mutedBySettings: boolean): Finding {
  const { sentence, remedy } = wordsOfSending(mail, environment, mutedBySettings);
  if (remedy === null) return well('sending', sentence);
  return mail.standing === 'foreign' ? ill('sending', sentence, remedy) : unwise('sending', sentence, remedy);
}

function outboxFinding({ waiting, failing, oldestDueAt }: OutboxState, now: number): Finding {
  const late = oldestDueAt === null ? 0 : now - oldestDueAt;
  if (late > OUTBOX_LATE_MS || failing > 0) {
    return ill(
      'outbox',
      `${counted(waiting, 'message waits', 'messages wait')} to be carried out${late > 0 ? `, the oldest for ${duration(late)}` : ''}; ${failing} were tried in vain again and again.`,
      'Nothing is lost. See that an api or worker runs and that Temporal answers; it then goes on by itself.',
    );
  }
  return well(
    'outbox',
    waiting === 0 ? 'Nothing waits.' : `${counted(waiting, 'message is', 'messages are')} under way.`,
  );
}

/** Only for SQLite: a server looks after its own disk. */
export function diskCheck({ databaseUrl }: Installation): Check | null {
  const file = sqliteFileOf(databaseUrl.reveal());
  if (file === undefined) return null;
  return {
    subject: 'disk',
    async look() {
      try {
        const { bavail, bsize } = await statfs(dirname(file));
        return [diskFinding(bavail * bsize)];
      } catch (error) {
        return [
          unwise(
            'disk',
            `Free space cannot be told (${errorCodeOf(error)}).`,
            'Check that the folder of the database is there.',
          ),
        ];
      }
    },
  };
}

function diskFinding(free: number): Finding {
  const left = `${Math.floor(free / MEBIBYTE)} MiB are free where the database lies.`;
  if (free < DISK_FULL_BYTES) return ill('disk', left, 'Free some space now: the database stops when it is full.');
  if (free < DISK_SCARCE_BYTES) return unwise('disk', left, 'Free some space soon.');
  return well('disk', left);
}
