import type { Instant } from '../domain/clock';
import type { StoreId } from '../domain/marketplaces';
import type { Link } from '../registry/links';
import type { OnboardingBasics } from '../registry/onboardings';
import type { StatusView } from '../registry/status-view';
import type { NoticeKind } from './notices';
import type { PageRegistry } from './options';
import { inTableOrder } from './store-lines';

/** A link that works, with what it leads to. */
export interface OpenedLink {
  readonly link: Link;
  readonly basics: OnboardingBasics;
  readonly status: StatusView;
}

/** Links of a single purpose do that and nothing else. */
export function leadsToAmazon({ purpose }: Link): boolean {
  return purpose === 'renew' || purpose === 'manage';
}

/** Reads only. A notice says why there is nothing to show. */
export async function openLink(
  registry: PageRegistry,
  token: string,
  at: Instant,
): Promise<OpenedLink | { readonly notice: NoticeKind }> {
  const opened = await registry.links.open(token, at);
  if (opened.outcome !== 'open') return { notice: opened.outcome === 'unknown' ? 'linkUnknown' : 'linkDead' };

  const { link } = opened;
  const [basics, status] = await Promise.all([
    registry.onboardings.basics(link.onboardingId),
    registry.onboardings.status(link.onboardingId),
  ]);
  if (!basics || !status || basics.closedAt !== null) return { notice: 'ended' };
  return { link, basics, status };
}

/**
 * The store whose Seller Central the seller is sent to, or why there is none. One consent covers every store of the
 * region, so the first one will do; before a store is ready no Commerce host is verified that we could name. Who has
 * consented already knows who asks: a grant that was taken over is renewed also while its stores are not created.
 */
export function storeToConnect(status: StatusView): { readonly storeId: StoreId } | { readonly notice: NoticeKind } {
  if (status.closedAt !== null || status.stage === 'disconnected') return { notice: 'ended' };
  const stores = inTableOrder(status.stores);
  const served = status.authorization && (stores.find(({ participates }) => participates) ?? stores[0]);
  const store = stores.find(({ ready }) => ready) ?? served;
  return store ? { storeId: store.storeId } : { notice: 'notReady' };
}
