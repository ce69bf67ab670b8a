import type { Selectable } from 'kysely';
import type { Instant } from '../domain/clock';
import type { VerbDetail } from '../domain/verbs';
import { randomId } from './fingerprint';
import { fromJson, toJson } from './json-column';
import type { AuditTable } from './schema';
import { beyond, pageOf, type TimedPosition } from './timed-page';
import type { Database, Tx } from './transactions';

/** Who did what. */
export interface AuditEntry {
  readonly auditId: string;
  readonly at: Instant;
  /** Id of an API key, or what stands for whoever acted otherwise. */
  readonly actor: string;
  readonly action: string;
  /** Null for what concerns no onboarding. */
  readonly onboardingId: string | null;
  /** Id of what was acted upon beside the onboarding. */
  readonly subject: string | null;
  readonly reason: string;
  /** `cli`: a user of the machine that it runs on. `self_declared`: sent from the Temporal UI, which knows nobody. */
  readonly source: 'api' | 'cli' | 'self_declared';
  /** What a verb was told beside its name; null for what is no verb, or needs nothing. */
  readonly detail: VerbDetail | null;
  /** What a verb has come to; null while that is open, and for what is no verb. */
  readonly outcome: { readonly sentence: string; readonly at: Instant } | null;
}

/** Rows are added and never changed. */
export interface Audit {
  find(auditId: string): Promise<AuditEntry | undefined>;
  /** Newest first. */
  list(query: {
    readonly onboardingId?: string;
    /** Only these merchants (an API key may be limited), and nothing that concerns none. */
    readonly merchantIds?: readonly string[];
    readonly after?: TimedPosition;
    readonly limit: number;
  }): Promise<{ readonly items: readonly AuditEntry[]; readonly next: TimedPosition | null }>;
  /** How many changes and verbs that the process must look at were written down for an onboarding after `since`. */
  changesSince(onboardingId: string, since: Instant): Promise<number>;
}

/** An API key has got an access token that it had not got before. */
export const ACCESS_TOKEN_ACTION = 'access_token';

export const CHECKLIST_CONFIRMED_ACTION = 'confirm_checklist_item';
export const CHECKLIST_TAKEN_BACK_ACTION = 'take_back_checklist_item';
export const TICKET_ISSUED_ACTION = 'issue_ticket';
/** Somebody was handed a link, by API or command line. */
export const LINK_MADE_ACTION = 'make_link';

/** What is written down for people alone: it tells the process nothing, so it counts towards no limit of changes. */
const OF_NO_CONCERN = [
  ACCESS_TOKEN_ACTION,
  CHECKLIST_CONFIRMED_ACTION,
  CHECKLIST_TAKEN_BACK_ACTION,
  TICKET_ISSUED_ACTION,
  LINK_MADE_ACTION,
] as const;

/** Writes who did what, and returns the row's id. */
export async function recordAudit(
  tx: Tx,
  entry: {
    readonly onboardingId: string | null;
    readonly action: string;
    readonly actor: string;
    readonly reason: string;
    /** Id of what was acted upon beside the onboarding. */
    readonly subject?: string;
    readonly detail?: VerbDetail | null;
  },
  at: Instant,
): Promise<string> {
  const auditId = randomId('aud');
  await tx.db
    .insertInto('audit')
    .values({
      audit_id: auditId,
      onboarding_id: entry.onboardingId,
      action: entry.action,
      actor: entry.actor,
      reason: entry.reason,
      source: entry.actor.startsWith(CLI_ACTOR) ? 'cli' : 'api',
      created_at: at,
      subject: entry.subject ?? null,
      detail: entry.detail ? toJson(entry.detail) : null,
    })
    .execute();
  return auditId;
}

/** How the command line names whoever acts; ids of API keys never begin so. */
export const CLI_ACTOR = 'cli:';

export function createAudit({ db }: Database): Audit {
  return {
    async find(auditId) {
      const row = await db
        .selectFrom('audit as a')
        .leftJoin('audit_outcomes as t', 't.audit_id', 'a.audit_id')
        .selectAll('a')
        .select(['t.outcome', 't.at as outcome_at'])
        .where('a.audit_id', '=', auditId)
        .executeTakeFirst();
      return row && entryOf(row);
    },

    async list({ onboardingId, merchantIds, after, limit }) {
      if (merchantIds?.length === 0) return { items: [], next: null };
      let query = db
        .selectFrom('audit as a')
        .leftJoin('onboardings as o', 'o.onboarding_id', 'a.onboarding_id')
        .leftJoin('audit_outcomes as t', 't.audit_id', 'a.audit_id')
        .selectAll('a')
        .select(['t.outcome', 't.at as outcome_at']);
      if (onboardingId !== undefined) query = query.where('a.onboarding_id', '=', onboardingId);
      if (merchantIds !== undefined) query = query.where('o.merchant_id', 'in', merchantIds);
      if (after !== undefined) query = query.where(beyond(['a.created_at', 'a.audit_id'], 'earlier', after));
      const rows = await query
        .orderBy('a.created_at', 'desc')
        .orderBy('a.audit_id', 'desc')
        .limit(limit + 1)
        .execute();
      return pageOf(rows, limit, entryOf, ({ created_at: at, audit_id: id }) => ({ at, id }));
    },

    async changesSince(onboardingId, since) {
      const { count } = await db
        .selectFrom('audit')
        .select((builder) => builder.fn.countAll<number>().as('count'))
        .where('onboarding_id', '=', onboardingId)
        .where('created_at', '>', since)
        .where('action', 'not in', OF_NO_CONCERN)
        .executeTakeFirstOrThrow();
      return count;
    },
  };
}

type AuditRow = Selectable<AuditTable> & { readonly outcome: string | null; readonly outcome_at: Instant | null };

function entryOf(row: AuditRow): AuditEntry {
  return {
    auditId: row.audit_id,
    at: row.created_at,
    actor: row.actor,
    action: row.action,
    onboardingId: row.onboarding_id,
    subject: row.subject,
    reason: row.reason,
    source: row.source as AuditEntry['source'],
    detail: row.detail && fromJson(row.detail),
    outcome: row.outcome === null || row.outcome_at === null ? null : { sentence: row.outcome, at: row.outcome_at },
  };
}
