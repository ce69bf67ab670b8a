import { onboard, type StartBodyText } from './onboard';
import { must, type Stage } from './stage';

const ID = 'globex';

/** A seller who takes the permission away at Amazon, where nobody is told: the sweep finds it. */
export async function tellOfRevocation(
  stage: Stage,
  merchant: { readonly email: string; readonly body: StartBodyText },
): Promise<void> {
  const { narrator, control, ears } = stage;
  narrator.act(ID, 'The backend starts the onboarding; the seller is invited and consents.');
  await onboard(stage, { id: ID, ...merchant });

  await stage.untilEvent(ID, 'authorization.expiring');
  narrator.act(ID, 'The seller presses "Disable authorization" at Amazon. Amazon tells nobody.');
  await control.post('/disable', { seller: ID });
  const revoked = await stage.untilStage(ID, 'revoked');
  await stage.untilEvent(ID, 'authorization.revoked');
  must('a revoked onboarding waits for its seller', revoked.waitingOn === 'seller');
  must(
    'a revocation is told once',
    ears.events(ID).filter(({ type }) => type === 'authorization.revoked').length === 1,
  );
  narrator.consequence(
    ID,
    'The sweep has found it and made sure: the stage is revoked, and the seller is asked to renew.',
  );
}
