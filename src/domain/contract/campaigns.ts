import { z } from 'zod';
import { reason } from './commands';
import { givenId } from './identifiers';
import { instant } from './instant';
import { pageOf } from './page';
import { text } from './text';

const MAX_PER_DAY = 100_000;

export const campaignId = givenId('Id of the campaign.', 'cmp_0aB1cD2eF3gH4iJ5kL6m');

const role = text({
  description: 'The role that was added to the app, as Amazon calls it.',
  example: 'Direct-to-Consumer Shipping',
  pattern: /^[^\x00-\x1f\x7f]{1,100}$/,
  maxLength: 100,
  code: 'invalid_role',
  detail: 'A role has 1 to 100 characters and no control characters.',
  remedy: 'Write it as the Solution Provider Portal does.',
});

const perDay = z.int().min(1).max(MAX_PER_DAY).meta({
  description: 'How many sellers are asked in a day. Those whom you help by telephone are no more.',
  example: 200,
});

/** Body of `POST /v1/campaigns`. */
export const newCampaign = z
  .strictObject({ role, reason: reason.meta({ example: 'Labels are bought through Amazon from spring on.' }), perDay })
  .meta({ id: 'NewCampaign', description: 'A role was added to the app: every connected seller is to consent anew.' });

export const campaign = z
  .object({
    campaignId,
    role,
    reason,
    perDay,
    startedAt: instant('When it began.'),
    endedAt: instant('When it was stopped, or the last seller was asked.').nullable(),
    stopped: z.boolean().meta({ description: 'Somebody stopped it.' }),
    progress: z.object({
      sellers: z.int().meta({ description: 'Connected sellers as it began.', example: 1_400 }),
      asked: z.int().meta({ description: 'How many of them were mailed.', example: 800 }),
      renewed: z.int().meta({ description: 'How many consented since it began, asked or not.', example: 512 }),
      leftOut: z.int().meta({
        description: 'How many were not mailed: they want no reminders, cannot be reached, or are no longer connected.',
        example: 9,
      }),
      stillToAsk: z.int().meta({ description: 'How many will be mailed, or have renewed by then.', example: 590 }),
      lastAskAt: instant('When the last of them is.').nullable(),
    }),
  })
  .meta({ id: 'Campaign', description: 'Sellers are asked to consent anew, a few a day.' });

export const campaignPage = pageOf(campaign).meta({ id: 'CampaignPage', description: 'One page, newest first.' });

export type CampaignDocument = z.output<typeof campaign>;
