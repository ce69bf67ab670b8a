import type { Route } from '../route';
import { accessTokenRoute } from './access-token';
import { createKeyRoute, listKeysRoute, revokeKeyRoute } from './api-keys';
import { auditRoute } from './audit';
import { contactsRoute, replaceContactsRoute } from './contacts';
import type { RouteContext } from './context';
import { replaceConnectionRoute, replaceKeyRoute } from './credentials';
import { disconnectRoute } from './disconnect';
import { healthRoute, readinessRoute } from './health';
import { createLinkRoute } from './links';
import { listRoute } from './onboarding-list';
import { startRoute } from './onboarding-start';
import { statusRoute } from './onboarding-status';
import { correctStoreRoute } from './store-correction';

/** The route table: every address of the API with its scope. */
export function createRoutes(context: RouteContext): readonly Route[] {
  return [
    startRoute(context),
    statusRoute(context),
    listRoute(context),
    replaceKeyRoute(context),
    replaceConnectionRoute(context),
    contactsRoute(context),
    replaceContactsRoute(context),
    correctStoreRoute(context),
    createLinkRoute(context),
    disconnectRoute(context),
    accessTokenRoute(context),
    listKeysRoute(context),
    createKeyRoute(context),
    revokeKeyRoute(context),
    auditRoute(context),
    healthRoute(),
    readinessRoute(context),
  ];
}
