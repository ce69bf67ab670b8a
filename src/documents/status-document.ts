import { type ChecklistItem, type ChecklistSource, describeChecklistItem } from '../domain/checklist';
import type {
  ChecklistItemDocument,
  OnboardingStatus,
  OnboardingSummary,
  StoreDocument,
} from '../domain/contract/status';
import type { Instant } from '../domain/clock';
import { ledgerSeconds } from '../domain/ledger';
import type { Region } from '../domain/marketplaces';
import type { StoreWarning } from '../domain/outcomes';
import { describeRequirement } from '../domain/requirements';
import { STAGE_WORDS } from '../domain/stages';
import type { StatusView, StoreView } from '../registry/status-view';

/** Where SP-API is, as whoever gets an access token is told. */
type SpApiBase = Readonly<Record<Region, string>>;

/**
 * The status as the API shows it; `now` counts the running entry of the timeline. Fields are named one by one, so that
 * nothing which the registry may come to hold shows up here by itself.
 */
export function statusDocument(view: StatusView, now: Instant, spApiBase: SpApiBase): OnboardingStatus {
  return {
    ...summaryDocument(view, spApiBase),
    stores: view.stores.map(storeDocument),
    nextStep: view.nextStep && { key: view.nextStep.key, at: iso(view.nextStep.at) },
    checklist: view.checklist.map(checklistItemDocument),
    apiKey: { given: view.apiKey.given, environment: view.apiKey.environment, revision: view.apiKey.revision },
    commerceConnection: {
      type: view.commerceConnection.type,
      host: view.commerceConnection.host,
      revision: view.commerceConnection.revision,
      modules: modulesDocument(view.commerceConnection.modules),
    },
    returnUrl: view.returnUrl,
    metadata: view.metadata,
    timeline: timelineDocument(view, now),
    ledger: ledgerSeconds(view.holdings, view.closedAt ?? now),
  };
}

function modulesDocument(
  modules: StatusView['commerceConnection']['modules'],
): OnboardingStatus['commerceConnection']['modules'] {
  return modules && { amazonSalesChannel: modules.amazonSalesChannel, servicesConnector: modules.servicesConnector };
}

export function summaryDocument(view: StatusView, spApiBase: SpApiBase): OnboardingSummary {
  return {
    onboardingId: view.onboardingId,
    merchantId: view.merchantId,
    region: view.region,
    stage: view.stage,
    stageDescription: STAGE_WORDS[view.stage],
    waitingOn: view.waitingOn,
    waitingSince: iso(view.waitingSince),
    requirements: view.requirements.map((requirement) => ({
      code: requirement.code,
      ...describeRequirement(requirement, view.onboardingId),
      pointer: requirement.pointer,
      since: iso(requirement.since),
      deadline: isoOrNull(requirement.deadline),
      waitingOn: requirement.waitingOn,
    })),
    authorization: view.authorization && {
      sellerId: view.authorization.sellerId,
      sellerIdProof: view.authorization.sellerIdProof,
      marketplaceIds: [...view.authorization.marketplaceIds],
      spApiHost: spApiBase[view.region],
      grantedAt: iso(view.authorization.grantedAt),
      expiresAt: iso(view.authorization.expiresAt),
      expiryKnownFrom: view.authorization.expiryKnownFrom,
      revokedSince: isoOrNull(view.authorization.revokedSince),
      suspectedSince: isoOrNull(view.authorization.suspectedSince),
      generation: view.authorization.generation,
    },
    createdAt: iso(view.createdAt),
    closedAt: isoOrNull(view.closedAt),
  };
}

export function storeDocument(store: StoreView): StoreDocument {
  return {
    storeId: store.storeId,
    country: store.country,
    marketplaceId: store.marketplaceId,
    websiteCode: store.websiteCode,
    email: store.email,
    name: store.name,
    mapping: {
      amazonIdType: store.mapping.amazonIdType,
      attributeCode: store.mapping.attributeCode,
      createAttributeIfMissing: store.mapping.createAttributeIfMissing,
    },
    ready: store.ready,
    orderImport: store.orderImport,
    warnings: store.warnings.map((warning) => ({ code: warning.code, sentence: sentenceOf(warning) })),
    participates: store.participates,
    revision: store.revision,
  };
}

export function checklistItemDocument({ code, state, source, stores }: ChecklistItem): ChecklistItemDocument {
  const { sentence, remedy } = describeChecklistItem(code);
  return { item: code, sentence, state, source: source && sourceDocument(source), stores: [...stores], remedy };
}

function sourceDocument(source: ChecklistSource): ChecklistItemDocument['source'] {
  const at = iso(source.at);
  return source.by === 'evergrant' ? { by: source.by, at } : { by: source.by, name: source.name, at };
}

function timelineDocument({ timeline, closedAt }: StatusView, now: Instant): OnboardingStatus['timeline'] {
  return timeline.map(({ stage, waitingOn, from }, index) => {
    // The two instants may come from different clocks.
    const until = timeline[index + 1]?.from ?? (closedAt && Math.max(from, closedAt));
    return {
      stage,
      holder: waitingOn,
      from: iso(from),
      until: isoOrNull(until),
      durationSeconds: Math.max(0, Math.floor(((until ?? now) - from) / 1000)),
    };
  });
}

function sentenceOf(warning: StoreWarning): string {
  switch (warning.code) {
    case 'attribute_created':
      return `The product attribute ${warning.attributeCode} was made in Commerce for this mapping and is never taken away again: add it to the attribute sets of the products, and fill it in.`;
    case 'attribute_scope_not_global':
      return `The mapped attribute has the scope ${warning.scope}: its value may differ from one store view to the next.`;
    case 'attribute_unique':
      return 'The mapped attribute must be unique: two products with the same Amazon id cannot be saved.';
    case 'attribute_required':
      return 'The mapped attribute is required: products without an Amazon id cannot be saved.';
    case 'currency_differs':
      return `The website sells in ${warning.storeCurrency}, the marketplace in ${warning.marketplaceCurrency}: prices are not converted by themselves.`;
  }
}

function iso(instant: Instant): string {
  return new Date(instant).toISOString();
}

function isoOrNull(instant: Instant | null): string | null {
  return instant === null ? null : iso(instant);
}
