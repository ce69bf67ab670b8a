import { z } from 'zod';
import { INCIDENT_CAUSES } from '../incident';
import { instant } from './instant';
import { pageOf } from './page';

export const incidentDocumentSchema = z
  .object({
    incidentId: z.string().meta({ example: 'inc_0aB1cD2eF3gH4iJ5kL6m' }),
    cause: z.enum(INCIDENT_CAUSES).meta({
      description:
        'application: Amazon refuses our own application. amazon: Amazon cannot be asked. refusals: Amazon refuses ' +
        'many healthy authorizations at once.',
    }),
    summary: z.string().meta({ description: 'For people; texts may change.', example: 'Amazon cannot be asked' }),
    error: z.string().nullable().meta({ description: 'As Amazon names it, if it does.', example: 'invalid_client' }),
    openedAt: instant('When it was opened.'),
    closedAt: instant('When it was closed; null while it is open.').nullable(),
    asked: z.int().meta({ description: 'Authorizations asked about in the round that opened it.', example: 120 }),
    refused: z.int().meta({ description: 'Of these, those that were well before and were refused.', example: 31 }),
  })
  .meta({
    id: 'Incident',
    description:
      'A time in which what Amazon says of single authorizations is not believed: nobody is called revoked, and ' +
      'reminders are held for a day at most. It closes by itself.',
  });

export const incidentPage = pageOf(incidentDocumentSchema).meta({
  id: 'IncidentPage',
  description: 'One page of the incidents, newest first.',
});
