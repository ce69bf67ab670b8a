import { z } from 'zod';
import { CHECKLIST_CODES, CHECKLIST_STATES } from '../checklist';
import { storeId } from './identifiers';
import { instant } from './instant';
import { text } from './text';

export const checklistCode = z
  .enum(CHECKLIST_CODES)
  .meta({ description: 'Stable code of an item of the checklist.', example: 'return_policy' });

const source = z
  .discriminatedUnion('by', [
    z.object({ by: z.literal('evergrant'), at: instant('When Evergrant saw it.') }),
    z.object({
      by: z.literal('person'),
      name: z.string().meta({ description: 'Who confirmed it.', example: 'Jane Doe' }),
      at: instant('When it was confirmed.'),
    }),
  ])
  .meta({ id: 'ChecklistSource', description: 'evergrant: checked by itself. person: confirmed by a person.' });

export const checklistItem = z
  .object({
    item: checklistCode,
    sentence: z.string().meta({
      description: 'How it should be, in plain words.',
      example: 'The return policy of the shop is as Amazon asks for.',
    }),
    state: z.enum(CHECKLIST_STATES).meta({
      description:
        'ok: Evergrant found it so. attention: Evergrant found it otherwise. confirmed: a person says that it is so. ' +
        'unknown: neither.',
      example: 'ok',
    }),
    source: source.nullable().meta({ description: 'How the state is known; null while it is unknown.' }),
    stores: z.array(storeId).meta({ description: 'The stores that need attention.' }),
    remedy: z
      .string()
      .meta({ description: 'What to do if it is not so.', example: 'Compare the policies of shop and marketplace.' }),
  })
  .meta({ id: 'ChecklistItem', description: 'Something that should be in order before selling. It holds nothing up.' });

export const checklistConfirmation = z
  .strictObject({
    confirmedBy: text({
      description: 'Name of the person who says so; it is shown with the item.',
      example: 'Jane Doe',
      pattern: /^(?=.*\S)[^\x00-\x1f\x7f]{1,100}$/,
      maxLength: 100,
      code: 'invalid_name',
      detail: 'A name has 1 to 100 characters, is not blank, and has no control characters.',
      remedy: 'Give the name of the person who has looked.',
    }),
  })
  .meta({ id: 'ChecklistConfirmation', description: 'A person vouches for an item.' });
