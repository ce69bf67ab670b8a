import type { Kysely } from 'kysely';
import { checklistOf, type ChecklistCode, type ChecklistItem, type Confirmation } from '../domain/checklist';
import type { Instant } from '../domain/clock';
import type { OfferedRegion, StoreId } from '../domain/marketplaces';
import type { SellingPlan } from '../domain/outcomes';
import type { Requirement } from '../domain/requirements';
import { CHECKLIST_CONFIRMED_ACTION, CHECKLIST_TAKEN_BACK_ACTION, recordAudit } from './audit';
import type { GrantRow } from './grant-row';
import { fromJson } from './json-column';
import { lockOpenOnboarding, type OnboardingRow } from './onboarding-row';
import type { Tables } from './schema';
import { refreshStatus } from './status-view';
import type { StoreRow } from './store-row';
import type { Database, Tx } from './transactions';

/** What people say about the items of the pre-setup checklist. It changes the status and wakes nobody. */
export interface Checklist {
  /** The item as it stands then; undefined if the onboarding is unknown or closed, or has no such item. */
  confirm(
    onboardingId: string,
    item: ChecklistCode,
    by: { readonly name: string; readonly actor: string },
    at: Instant,
  ): Promise<ChecklistItem | undefined>;
  /** As `confirm`. Nothing to take back is fine. */
  takeBack(onboardingId: string, item: ChecklistCode, actor: string, at: Instant): Promise<ChecklistItem | undefined>;
}

export function createChecklist(database: Database): Checklist {
  /** Runs `change` on an item that the onboarding has, and returns how it stands then. */
  const changing = (
    onboardingId: string,
    item: ChecklistCode,
    change: (tx: Tx) => Promise<unknown>,
  ): Promise<ChecklistItem | undefined> =>
    database.write(async (tx) => {
      const onboarding = await lockOpenOnboarding(tx, onboardingId);
      if (!onboarding || !(await itemInStatus(tx, onboardingId, item))) return undefined;
      await change(tx);
      await refreshStatus(tx, onboarding);
      return itemInStatus(tx, onboardingId, item);
    });

  return {
    confirm: (onboardingId, item, { name, actor }, at) =>
      changing(onboardingId, item, async (tx) => {
        const confirmation = { name, confirmed_at: at };
        await tx.db
          .insertInto('checklist_confirmations')
          .values({ onboarding_id: onboardingId, item, ...confirmation })
          .onConflict((conflict) => conflict.columns(['onboarding_id', 'item']).doUpdateSet(confirmation))
          .execute();
        const action = CHECKLIST_CONFIRMED_ACTION;
        await recordAudit(tx, { onboardingId, action, actor, reason: '', subject: item }, at);
      }),

    takeBack: (onboardingId, item, actor, at) =>
      changing(onboardingId, item, async (tx) => {
        const { numDeletedRows } = await tx.db
          .deleteFrom('checklist_confirmations')
          .where('onboarding_id', '=', onboardingId)
          .where('item', '=', item)
          .executeTakeFirstOrThrow();
        if (numDeletedRows === 0n) return;
        const action = CHECKLIST_TAKEN_BACK_ACTION;
        await recordAudit(tx, { onboardingId, action, actor, reason: '', subject: item }, at);
      }),
  };
}

async function itemInStatus(tx: Tx, onboardingId: string, item: ChecklistCode): Promise<ChecklistItem | undefined> {
  const { view } = await tx.db
    .selectFrom('projections')
    .select('view')
    .where('onboarding_id', '=', onboardingId)
    .executeTakeFirstOrThrow();
  return fromJson(view).checklist.find(({ code }) => code === item);
}

export async function confirmationsOf(db: Kysely<Tables>, onboardingId: string): Promise<readonly Confirmation[]> {
  const rows = await db
    .selectFrom('checklist_confirmations')
    .select(['item', 'name', 'confirmed_at'])
    .where('onboarding_id', '=', onboardingId)
    .execute();
  return rows.map((row) => ({ code: row.item as ChecklistCode, name: row.name, at: row.confirmed_at }));
}

/** The checklist as the rows tell it. */
export function checklistView(
  onboarding: OnboardingRow,
  requirements: readonly Requirement[],
  stores: readonly StoreRow[],
  grant: GrantRow | undefined,
  confirmations: readonly Confirmation[],
): readonly ChecklistItem[] {
  return checklistOf({
    region: onboarding.region as OfferedRegion,
    stores: stores.map(({ store_id, checked_at, warnings }) => ({
      storeId: store_id as StoreId,
      checkedAt: checked_at,
      warnings: fromJson(warnings),
    })),
    requirements,
    account: grant ? accountOf(grant) : null,
    confirmations,
  });
}

function accountOf({ print, print_at, granted_at, selling_plan, selling_plan_at }: GrantRow) {
  return {
    print: fromJson(print),
    printedAt: print_at ?? granted_at,
    plan:
      selling_plan === null || selling_plan_at === null
        ? null
        : { name: selling_plan as SellingPlan, askedAt: selling_plan_at },
  };
}
