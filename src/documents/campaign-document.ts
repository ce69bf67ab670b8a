import { isoInstant } from '../domain/clock';
import type { CampaignDocument } from '../domain/contract/campaigns';
import type { Campaign } from '../registry/campaigns';

export function campaignDocument(campaign: Campaign): CampaignDocument {
  const { campaignId, role, reason, perDay, startedAt, endedAt, stopped, progress } = campaign;
  const { sellers, asked, renewed, leftOut, stillToAsk, lastAskAt } = progress;
  return {
    campaignId,
    role,
    reason,
    perDay,
    startedAt: isoInstant(startedAt),
    endedAt: endedAt === null ? null : isoInstant(endedAt),
    stopped,
    progress: {
      sellers,
      asked,
      renewed,
      leftOut,
      stillToAsk,
      lastAskAt: lastAskAt === null ? null : isoInstant(lastAskAt),
    },
  };
}
