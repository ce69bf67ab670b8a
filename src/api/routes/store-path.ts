import { storeDocument } from '../../documents/status-document';
import { storeId } from '../../domain/contract/identifiers';
import type { StoreId } from '../../domain/marketplaces';
import type { StoreView } from '../../registry/status-view';
import { entityTag } from '../entity-tag';
import { onboardingAddress, type RouteContext } from './context';
import { onboardingPath } from './onboarding-path';

export const STORES = '/v1/onboardings/{onboardingId}/stores';
export const STORE = `${STORES}/{storeId}` as const;

export const storePath = onboardingPath.extend({ storeId });

export const STORE_LOCATION = { Location: 'Address of the store.' };

export function storeAddress(context: RouteContext, onboardingId: string, id: StoreId): string {
  return `${onboardingAddress(context, onboardingId)}/stores/${id}`;
}

/** A store with the tag of its revision, and with headers beyond it. */
export function storeAnswer(store: StoreView, headers: Readonly<Record<string, string>> = {}) {
  return { body: storeDocument(store), headers: { ETag: entityTag(store.revision), ...headers } };
}
