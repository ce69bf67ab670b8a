import { lockOnboarding } from './onboarding-row';
import { readMeta, writeMeta } from './stamp';
import { refreshStatus } from './status-view';
import type { Tx } from './transactions';

const STAMP = 'status_documents';

/**
 * Makes every stored status document anew, once after each change of the schema: a document that an older version wrote
 * lacks what was added since. It is made from the other rows, so nothing is lost by that. `schema` names the newest
 * migration.
 */
export async function rebuildStatuses(tx: Tx, schema: string): Promise<void> {
  if ((await readMeta(tx.db, STAMP)) === schema) return;
  const stored = await tx.db.selectFrom('projections').select('onboarding_id').orderBy('onboarding_id').execute();
  for (const { onboarding_id: onboardingId } of stored) {
    const onboarding = await lockOnboarding(tx, onboardingId);
    if (onboarding) await refreshStatus(tx, onboarding);
  }
  await writeMeta(tx.db, STAMP, schema);
}
