import type { Route } from '../route';
import { accessTokenRoute } from './access-token';
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
    correctStoreRoute(context),
    createLinkRoute(context),
    disconnectRoute(context),
    accessTokenRoute(context),
    healthRoute(),
    readinessRoute(context),
  ];
}
