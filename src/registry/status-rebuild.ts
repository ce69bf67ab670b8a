import { setTimeout as sleep } from 'node:timers/promises';
import { lockOnboarding } from './onboarding-row';
import { readMeta, writeMeta } from './stamp';
import { refreshStatus } from './status-view';
import type { Database, Tx } from './transactions';

const STAMP = 'status_documents';

/** Documents of one transaction: a product that is running beside waits no longer than that for its own writes. */
const AT_ONCE = 100;
/** In between whoever waits for SQLite's write lock must find it free. */
const PAUSE_MS = 5;

/**
 * Makes every stored status document anew, once after each change of the schema: a document that an older version wrote
 * lacks what was added since. It is made from the other rows, so nothing is lost by that. `schema` names the newest
 * migration. Interrupted, it goes on where it stopped; two processes at a time do no harm.
 */
export async function rebuildStatuses(database: Database, schema: string): Promise<void> {
  let stamp = await readMeta(database.db, STAMP);
  while (stamp !== schema) {
    const done = stamp?.startsWith(`${schema}/`) ? stamp.slice(schema.length + 1) : '';
    stamp = await database.write((tx) => rebuildNext(tx, schema, done));
    if (stamp !== schema) await sleep(PAUSE_MS);
  }
}

/** Goes on after the onboarding `done`, and returns the stamp that says how far it came: `schema` itself at the end. */
async function rebuildNext(tx: Tx, schema: string, done: string): Promise<string> {
  const stored = await tx.db
    .selectFrom('projections')
    .select('onboarding_id')
    .where('onboarding_id', '>', done)
    .orderBy('onboarding_id')
    .limit(AT_ONCE)
    .execute();
  for (const { onboarding_id: onboardingId } of stored) {
    const onboarding = await lockOnboarding(tx, onboardingId);
    if (onboarding) await refreshStatus(tx, onboarding);
  }
  const last = stored.length < AT_ONCE ? undefined : stored.at(-1);
  const stamp = last ? `${schema}/${last.onboarding_id}` : schema;
  await writeMeta(tx.db, STAMP, stamp);
  return stamp;
}
