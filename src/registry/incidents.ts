import type { Selectable } from 'kysely';
import { isoInstant, type Instant } from '../domain/clock';
import { INCIDENT_WORDS, troubleIn, verdictOf, type IncidentCause, type RoundFindings } from '../domain/incident';
import { raiseAlert } from './alerts';
import { raiseHouseEvent } from './events';
import { randomId } from './fingerprint';
import type { IncidentsTable } from './schema';
import { findRound, recordRound, type JudgedRound } from './sweep-rounds';
import { beyond, pageOf, type TimedPosition } from './timed-page';
import { lockTable, type Database, type Tx } from './transactions';

type IncidentRow = Selectable<IncidentsTable>;

/** A time in which Amazon's answers about single grants are not believed. */
export interface Incident {
  readonly incidentId: string;
  readonly cause: IncidentCause;
  /** The error that Amazon names; null where it names none. */
  readonly error: string | null;
  readonly openedAt: Instant;
  /** Null while it is open. */
  readonly closedAt: Instant | null;
  /** In the round that opened it: grants asked, and those of them that were healthy before and refused then. */
  readonly asked: number;
  readonly refused: number;
}

/** At most one is open. The rounds of the sweep open and close them. */
export interface Incidents {
  /** The incident that is open at `at`, since when, and why; null in calm times. */
  holding(at: Instant): Promise<Incident | null>;
  /**
   * Notes that the incident holds a mail of this onboarding: its process is told (`factsChanged`, kind `incident`, ref
   * the incident's id) when the incident closes. Of one that is closed meanwhile it is told at once.
   */
  noteHeld(incidentId: string, onboardingId: string, at: Instant): Promise<void>;
  /**
   * Takes in what a round has found: opens or closes an incident if that follows from it, with its event and alert.
   * `beganAt` names the round: one that was judged before is not judged again, and told as it was. `error`: the one that
   * Amazon named for a control call that failed.
   */
  settle(
    round: { readonly beganAt: Instant; readonly found: RoundFindings; readonly error: string | null },
    at: Instant,
    dayMs: number,
  ): Promise<JudgedRound>;
  /** When the last one was closed; null if there never was one. */
  lastClosedAt(): Promise<Instant | null>;
  /** Newest first. */
  list(query: {
    readonly after?: TimedPosition;
    readonly limit: number;
  }): Promise<{ readonly items: readonly Incident[]; readonly next: TimedPosition | null }>;
}

export function createIncidents(database: Database): Incidents {
  const { db } = database;
  return {
    async holding(at) {
      const row = await db
        .selectFrom('incidents')
        .selectAll()
        .where('opened_at', '<=', at)
        .where((open) => open.or([open('closed_at', 'is', null), open('closed_at', '>', at)]))
        .orderBy('opened_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ? incidentOf(row) : null;
    },

    noteHeld: (incidentId, onboardingId, at) =>
      database.write(async (tx) => {
        const incident = await tx.db
          .selectFrom('incidents')
          .select('closed_at')
          .where('incident_id', '=', incidentId)
          .executeTakeFirst();
        if (!incident) return;
        if (incident.closed_at !== null) {
          await tellOfEnd(tx, incidentId, onboardingId, at);
          return;
        }
        await tx.db
          .insertInto('incident_holds')
          .values({ incident_id: incidentId, onboarding_id: onboardingId })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }),

    settle: ({ beganAt, found, error }, at, dayMs) =>
      database.write(async (tx) => {
        await lockTable(tx, 'incidents');
        const judged = await findRound(tx, beganAt);
        if (judged) return judged;
        const row = await openRow(tx);
        const open = row ? { openedAt: row.opened_at, healthyRounds: row.healthy_rounds } : null;
        const trouble = troubleIn(found, open, at, { dayMs });
        const verdict = verdictOf(trouble, open);
        if (row && verdict === 'closes') await close(tx, row, at);
        else if (row) await keepOpen(tx, row, trouble, at);
        else if (trouble) await openIncident(tx, trouble, error, found, at);
        return recordRound(tx, beganAt, { found, verdict, at }, dayMs);
      }),

    async lastClosedAt() {
      const { last } = await db
        .selectFrom('incidents')
        .select(({ fn }) => fn.max('closed_at').as('last'))
        .executeTakeFirstOrThrow();
      return last ?? null;
    },

    async list({ after, limit }) {
      let incidents = db.selectFrom('incidents').selectAll();
      if (after) incidents = incidents.where(beyond(['opened_at', 'incident_id'], 'earlier', after));
      const rows = await incidents
        .orderBy('opened_at', 'desc')
        .orderBy('incident_id', 'desc')
        .limit(limit + 1)
        .execute();
      return pageOf(rows, limit, incidentOf, ({ opened_at: at, incident_id: id }) => ({ at, id }));
    },
  };
}

function incidentOf(row: IncidentRow): Incident {
  return {
    incidentId: row.incident_id,
    cause: row.cause as IncidentCause,
    error: row.error,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    asked: row.asked,
    refused: row.refused,
  };
}

async function openRow(tx: Tx): Promise<IncidentRow | undefined> {
  return tx.db.selectFrom('incidents').selectAll().where('closed_at', 'is', null).executeTakeFirst();
}

async function openIncident(
  tx: Tx,
  cause: IncidentCause,
  error: string | null,
  found: RoundFindings,
  at: Instant,
): Promise<void> {
  const incidentId = randomId('inc');
  await tx.db
    .insertInto('incidents')
    .values({
      incident_id: incidentId,
      cause,
      error,
      opened_at: at,
      asked: found.asked,
      refused: found.newlyRefused,
      troubled_at: at,
      healthy_rounds: 0,
      closed_at: null,
    })
    .execute();
  await raiseHouseEvent(tx, 'incident.opened', { incidentId, cause, openedAt: isoInstant(at) }, at);
  const alert = { dedupeKey: incidentId, onboardingId: null };
  const params = { incidentId, kind: INCIDENT_WORDS[cause] };
  await raiseAlert(tx, { ...alert, code: 'incident_opened', params }, at);
  if (cause === 'application') await raiseAlert(tx, { ...alert, code: 'app_secret_refused', params: {} }, at);
}

async function keepOpen(tx: Tx, row: IncidentRow, trouble: IncidentCause | null, at: Instant): Promise<void> {
  const seen = trouble ? { healthy_rounds: 0, troubled_at: at } : { healthy_rounds: row.healthy_rounds + 1 };
  await tx.db.updateTable('incidents').set(seen).where('incident_id', '=', row.incident_id).execute();
}

async function close(tx: Tx, row: IncidentRow, at: Instant): Promise<void> {
  const { incidentId, cause, openedAt } = incidentOf(row);
  await tx.db.updateTable('incidents').set({ closed_at: at }).where('incident_id', '=', incidentId).execute();
  const data = { incidentId, cause, openedAt: isoInstant(openedAt), closedAt: isoInstant(at) };
  await raiseHouseEvent(tx, 'incident.closed', data, at);
  const params = { incidentId, kind: INCIDENT_WORDS[cause] };
  await raiseAlert(tx, { code: 'incident_closed', dedupeKey: incidentId, onboardingId: null, params }, at);
  await releaseHeld(tx, incidentId, at);
}

/** Has the mails that were held tried again. */
async function releaseHeld(tx: Tx, incidentId: string, at: Instant): Promise<void> {
  const held = await tx.db
    .deleteFrom('incident_holds')
    .where('incident_id', '=', incidentId)
    .returning('onboarding_id')
    .execute();
  for (const { onboarding_id: onboardingId } of held) await tellOfEnd(tx, incidentId, onboardingId, at);
}

async function tellOfEnd(tx: Tx, incidentId: string, onboardingId: string, at: Instant): Promise<void> {
  await tx.enqueue({ kind: 'factsChanged', onboardingId, fact: 'incident', ref: incidentId, revision: at }, at);
}
