import type { StartBody } from '../../domain/contract/start';
import type { OnboardingStatus } from '../../domain/contract/status';
import type { Stage } from './stage';

/** Onboards a merchant whose seller is invited by mail and consents. Resolves once it is connected. */
export async function onboard(
  stage: Stage,
  { id, email, body }: { readonly id: string; readonly email: string; readonly body: StartBodyText },
): Promise<OnboardingStatus> {
  const startedAt = Date.now();
  await stage.api.put(`/v1/onboardings/${id}`, body);
  await stage.consentByMail(await stage.untilMail(email, startedAt), id);
  return stage.untilStage(id, 'connected');
}

/** What a backend sends, before it is parsed. */
export type StartBodyText = Partial<Record<keyof StartBody, unknown>>;
