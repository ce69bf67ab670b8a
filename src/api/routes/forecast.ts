import { authorizationForecast } from '../../domain/contract/forecast';
import { readForecast } from '../../documents/forecast-document';
import { refuseLimited } from '../auth';
import { type Route, route } from '../route';
import type { RouteContext } from './context';

export function forecastRoute({ registry, clock, authorizationLimit }: RouteContext): Route {
  return route({
    operationId: 'getAuthorizationForecast',
    method: 'get',
    path: '/v1/authorizations/forecast',
    tag: 'Authorizations',
    summary: 'Read which renewals fall due when',
    description:
      'Counts the authorizations in force by the week in which they end, for sixty weeks. Cliffs, weeks with uncommonly ' +
      'many, are marked: whoever helps sellers to renew can make time for them. Disconnected and revoked ones are not ' +
      'counted.',
    scope: 'read',
    answer: { status: 200, description: 'The renewals by week.', schema: authorizationForecast },
    problems: ['limited_key'],
    async handle(_input, key) {
      const refusal = refuseLimited(key, 'This API key is limited to merchants, and this is about all of them.');
      if (refusal) return refusal;
      return { body: await readForecast(registry, authorizationLimit, clock.now()) };
    },
  });
}
