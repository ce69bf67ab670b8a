import { setTimeout as sleep } from 'node:timers/promises';
import { lockOnboarding } from './onboarding-row';
import { readMeta, writeMeta } from './stamp';
import { refreshStatus } from './status-view';
import { lockTable, type Database, type Tx } from './transactions';

const STAMP = 'status_documents';

/** Documents of one transaction: a product that is running beside waits no longer than that for its own writes. */
const AT_ONCE = 100;
/** In between whoever waits for SQLite's write lock must find it free. */
const PAUSE_MS = 5;

/**
 * Makes every stored status document anew, once after each change of the schema: a document that an older version wrote
 * lacks what was added since. It is made from the other rows, so nothing is lost by that. `schema` names the newest
 * migration. Interrupted, it goes on where it stopped; processes that start at the same time share the work.
 */
export async function rebuildStatuses(database: Database, schema: string): Promise<void> {
  while ((await readMeta(database.db, STAMP)) !== schema) {
    await database.write((tx) => rebuildNext(tx, schema));
    await sleep(PAUSE_MS);
  }
}

/** The stamp says how far it came: `<schema>/<last onboarding>`, and the schema alone at the end. */
async function rebuildNext(tx: Tx, schema: string): Promise<void> {
  await lockTable(tx, 'meta');
  const stamp = await readMeta(tx.db, STAMP);
  if (stamp === schema) return;
  const begun = `${schema}/`;
  const stored = await tx.db
    .selectFrom('projections')
    .select('onboarding_id')
    .where('onboarding_id', '>', stamp?.startsWith(begun) ? stamp.slice(begun.length) : '')
    .orderBy('onboarding_id')
    .limit(AT_ONCE)
    .execute();
  for (const { onboarding_id: onboardingId } of stored) {
    const onboarding = await lockOnboarding(tx, onboardingId);
    if (onboarding) await refreshStatus(tx, onboarding);
  }
  const last = stored.length < AT_ONCE ? undefined : stored.at(-1);
  await writeMeta(tx.db, STAMP, last ? begun + last.onboarding_id : schema);
}
