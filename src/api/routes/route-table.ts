import type { Route } from '../route';
import { accessTokenRoute } from './access-token';
import { adoptRoute } from './adoptions';
import { createKeyRoute, listKeysRoute, revokeKeyRoute } from './api-keys';
import { auditEntryRoute, auditRoute } from './audit';
import { authorizationCapacityRoute } from './authorization-capacity';
import { campaignRoute, listCampaignsRoute, startCampaignRoute, stopCampaignRoute } from './campaigns';
import { contactsRoute, replaceContactsRoute } from './contacts';
import { confirmChecklistItemRoute, takeBackChecklistItemRoute } from './checklist';
import { commerceOptionsRoute } from './commerce-options';
import type { RouteContext } from './context';
import { replaceConnectionRoute, replaceKeyRoute } from './credentials';
import { disconnectRoute } from './disconnect';
import { listEventsRoute } from './events';
import { forecastRoute } from './forecast';
import { healthRoute, readinessRoute } from './health';
import { listIncidentsRoute } from './incidents';
import { ownerChangeRoute } from './owner-change';
import { purgeRoute } from './purge';
import { receiptsRoute } from './receipts';
import { undoDisconnectRoute } from './undo-disconnect';
import { createLinkRoute } from './links';
import { listRoute } from './onboarding-list';
import { startRoute } from './onboarding-start';
import { planRoute } from './plan';
import { policyRoute } from './policy';
import { statusRoute } from './onboarding-status';
import { storeRoute } from './store';
import { createTicketRoute } from './tickets';
import { addStoreRoute } from './store-addition';
import { correctStoreRoute } from './store-correction';
import { removeStoreRoute } from './store-removal';
import { listDeliveriesRoute, replayRoute, rotateSecretRoute, testEndpointRoute } from './webhook-deliveries';
import { verbRoutes } from './verbs';
import {
  changeEndpointRoute,
  createEndpointRoute,
  deleteEndpointRoute,
  getEndpointRoute,
  listEndpointsRoute,
} from './webhook-endpoints';

/** The route table: every address of the API with its scope. */
export function createRoutes(context: RouteContext): readonly Route[] {
  return [
    startRoute(context),
    statusRoute(context),
    planRoute(context),
    listRoute(context),
    adoptRoute(context),
    replaceKeyRoute(context),
    replaceConnectionRoute(context),
    contactsRoute(context),
    replaceContactsRoute(context),
    storeRoute(context),
    addStoreRoute(context),
    correctStoreRoute(context),
    removeStoreRoute(context),
    commerceOptionsRoute(context),
    createLinkRoute(context),
    disconnectRoute(context),
    undoDisconnectRoute(context),
    purgeRoute(context),
    receiptsRoute(context),
    ownerChangeRoute(context),
    ...verbRoutes(context),
    confirmChecklistItemRoute(context),
    takeBackChecklistItemRoute(context),
    accessTokenRoute(context),
    policyRoute(context),
    authorizationCapacityRoute(context),
    startCampaignRoute(context),
    listCampaignsRoute(context),
    campaignRoute(context),
    stopCampaignRoute(context),
    forecastRoute(context),
    listIncidentsRoute(context),
    listKeysRoute(context),
    createKeyRoute(context),
    revokeKeyRoute(context),
    auditRoute(context),
    auditEntryRoute(context),
    createTicketRoute(context),
    listEventsRoute(context),
    createEndpointRoute(context),
    listEndpointsRoute(context),
    getEndpointRoute(context),
    changeEndpointRoute(context),
    deleteEndpointRoute(context),
    rotateSecretRoute(context),
    testEndpointRoute(context),
    replayRoute(context),
    listDeliveriesRoute(context),
    healthRoute(),
    readinessRoute(context),
  ];
}
