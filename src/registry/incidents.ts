import type { Selectable } from 'kysely';
import type { Instant } from '../domain/clock';
import type { IncidentCause } from '../domain/incident';
import type { IncidentsTable } from './schema';
import type { Database } from './transactions';

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
  /** Newest first. */
  list(query: { readonly limit: number }): Promise<readonly Incident[]>;
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
          await tx.enqueue({ kind: 'factsChanged', onboardingId, fact: 'incident', ref: incidentId, revision: at }, at);
          return;
        }
        await tx.db
          .insertInto('incident_holds')
          .values({ incident_id: incidentId, onboarding_id: onboardingId })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }),

    async list({ limit }) {
      const rows = await db
        .selectFrom('incidents')
        .selectAll()
        .orderBy('opened_at', 'desc')
        .orderBy('incident_id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(incidentOf);
    },
  };
}

export function incidentOf(row: Selectable<IncidentsTable>): Incident {
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
