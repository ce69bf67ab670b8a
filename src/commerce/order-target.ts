import type { StoreGroup, StoreView, Website } from './rest-schemas';

export interface Structure {
  readonly websites: readonly Website[];
  readonly storeGroups: readonly StoreGroup[];
  readonly storeViews: readonly StoreView[];
}

/** Where the Amazon orders of a website would be imported: its default group and that group's default view. */
export interface OrderTarget {
  readonly website: Website;
  readonly group: StoreGroup;
  readonly view: StoreView;
}

/** Undefined for a website that is not there or lacks a default group or view: then it names the id 0, the admin's own. */
export function orderTarget(
  websiteCode: string,
  { websites, storeGroups, storeViews }: Structure,
): OrderTarget | undefined {
  const website = websites.find(({ code }) => code === websiteCode);
  const group = storeGroups.find(({ id, website_id }) => id === website?.default_group_id && website_id === website.id);
  const view = storeViews.find(
    ({ id, store_group_id }) => id === group?.default_store_id && store_group_id === group.id,
  );
  return website && group && view ? { website, group, view } : undefined;
}
