import { z } from 'zod';
import { campaignDocument } from '../../documents/campaign-document';
import { paging } from '../../documents/paging';
import { campaign, campaignId, campaignPage, newCampaign } from '../../domain/contract/campaigns';
import type { Campaign } from '../../registry/campaigns';
import type { ApiKey } from '../../registry/api-keys';
import { refuseLimited } from '../auth';
import { problem } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { timedPosition } from './timed-position';

const pages = paging('campaigns', timedPosition);
const campaignPath = z.strictObject({ campaignId });

const refuse = (key: ApiKey) =>
  refuseLimited(key, 'This API key is limited to merchants, and a campaign is about all of them.');

const answered = (found: Campaign | undefined) =>
  found ? { body: campaignDocument(found) } : problem('campaign_not_found');

export function startCampaignRoute({ registry, clock }: RouteContext): Route {
  return route({
    operationId: 'startCampaign',
    method: 'post',
    path: '/v1/campaigns',
    tag: 'Authorizations',
    summary: 'Ask every seller to consent anew',
    description:
      'A role that is added to the app is in no consent that was given before. A campaign mails every connected seller ' +
      'the link that renews, once, spread out at a rate. Whoever renews meanwhile is not asked. One runs at a time.',
    scope: 'operate',
    body: newCampaign,
    answer: { status: 201, description: 'Written down.', schema: campaign },
    problems: ['limited_key', 'campaign_running'],
    async handle({ body }, key) {
      const refusal = refuse(key);
      if (refusal) return refusal;
      const { dayMs } = await registry.policies.current();
      const begun = await registry.campaigns.start({ ...body, actor: key.keyId }, dayMs, clock.now());
      if (begun.outcome === 'running') return problem('campaign_running');
      return { body: campaignDocument(begun.campaign), resourceId: begun.campaign.campaignId };
    },
    replay: async (begunId, _input, key) => refuse(key) ?? answered(await registry.campaigns.find(begunId)),
  });
}

export function listCampaignsRoute({ registry }: RouteContext): Route {
  return route({
    operationId: 'listCampaigns',
    method: 'get',
    path: '/v1/campaigns',
    tag: 'Authorizations',
    summary: 'List campaigns',
    description: 'All campaigns with their progress, newest first.',
    scope: 'read',
    query: z.strictObject(pages.query),
    answer: { status: 200, description: 'One page.', schema: campaignPage },
    problems: ['limited_key'],
    async handle({ query: { cursor, limit } }, key) {
      const refusal = refuse(key);
      if (refusal) return refusal;
      const { items, next } = await registry.campaigns.list({ limit, ...(cursor && { after: cursor }) });
      return { body: { items: items.map(campaignDocument), nextCursor: pages.cursorAfter(next) } };
    },
  });
}

export function campaignRoute({ registry }: RouteContext): Route {
  return route({
    operationId: 'getCampaign',
    method: 'get',
    path: '/v1/campaigns/{campaignId}',
    tag: 'Authorizations',
    summary: 'Read the progress of a campaign',
    description: 'How many sellers were asked, have renewed, and are still to be asked.',
    scope: 'read',
    params: campaignPath,
    answer: { status: 200, description: 'As it is now.', schema: campaign },
    problems: ['limited_key', 'campaign_not_found'],
    handle: async ({ params }, key) => refuse(key) ?? answered(await registry.campaigns.find(params.campaignId)),
  });
}

export function stopCampaignRoute({ registry, clock }: RouteContext): Route {
  return route({
    operationId: 'stopCampaign',
    method: 'post',
    path: '/v1/campaigns/{campaignId}/stop',
    tag: 'Authorizations',
    summary: 'Stop a campaign',
    description: 'Nobody is asked any more. One that has ended stays as it is.',
    scope: 'operate',
    params: campaignPath,
    answer: { status: 200, description: 'Stopped, now or before.', schema: campaign },
    problems: ['limited_key', 'campaign_not_found'],
    handle: async ({ params }, key) =>
      refuse(key) ?? answered(await registry.campaigns.stop(params.campaignId, key.keyId, clock.now())),
    replay: 'again',
  });
}
