import type { z } from 'zod';
import { isoInstant } from '../domain/clock';
import type { incidentDocumentSchema } from '../domain/contract/incidents';
import { INCIDENT_WORDS } from '../domain/incident';
import type { Incident } from '../registry/incidents';

/** An incident as API and command line show it. */
export function incidentDocument(incident: Incident): z.output<typeof incidentDocumentSchema> {
  const { openedAt, closedAt } = incident;
  return {
    ...incident,
    summary: INCIDENT_WORDS[incident.cause],
    openedAt: isoInstant(openedAt),
    closedAt: closedAt === null ? null : isoInstant(closedAt),
  };
}
