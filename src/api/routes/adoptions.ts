import { adoptionReport as reportOf, beginAdoption } from '../../documents/adoption';
import { adoptionReport, adoptionSchema, type AdoptionBody, type AdoptionReport } from '../../domain/contract/adoption';
import type { ApiKey } from '../../registry/api-keys';
import { refuseLimited } from '../auth';
import { problem } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';

export function adoptRoute({ registry, clock, contract, bodyHmacKey }: RouteContext): Route {
  async function run({ rows, startsPerHour }: AdoptionBody, dryRun: boolean, key: ApiKey): Promise<AdoptionReport> {
    const { adoptions } = registry;
    const policy = await registry.policies.current();
    const adopt = await beginAdoption(
      { adoptions, policy, bodyHmacKey, actor: key.keyId, startsPerHour, dryRun },
      clock.now(),
    );
    const results: AdoptionReport['results'] = [];
    for (const row of rows) results.push(await adopt(row, clock.now()));
    return reportOf(dryRun, results);
  }

  return route({
    operationId: 'adopt',
    method: 'post',
    path: '/v1/adoptions',
    tag: 'Onboardings',
    summary: 'Take over grants that there are already',
    description:
      'Takes over merchants whose sellers consented elsewhere: each row becomes an onboarding, its refresh token is ' +
      'verified with Amazon, and the day of its renewal is put on the calendar. Nobody is invited, and no mail is sent ' +
      'for what lies in the past. A dry run, which is the default, says what would be done; the real run needs a ticket ' +
      'for `adoption`. The same row again changes nothing. See docs/adoption.md.',
    scope: 'admin',
    body: adoptionSchema(contract.adoptionRow),
    answer: { status: 200, description: 'What became of each row.', schema: adoptionReport },
    problems: ['limited_key', 'ticket_refused'],
    async handle({ body }, key) {
      const refusal = refuseLimited(key, FOR_ALL_MERCHANTS);
      if (refusal) return refusal;
      const { dryRun, ticket } = body;
      if (!dryRun) {
        const permitted =
          ticket !== undefined && (await registry.tickets.redeem(ticket, 'adoption', null, clock.now()));
        if (!permitted) return problem('ticket_refused');
      }
      return { body: await run(body, dryRun, key), resourceId: 'adoptions' };
    },
    // What was taken over by the first request is unchanged to this one, whose ticket is used up.
    replay: async (_resourceId, { body }, key) =>
      refuseLimited(key, FOR_ALL_MERCHANTS) ?? { body: await run(body, true, key) },
  });
}

const FOR_ALL_MERCHANTS = 'This API key is limited to merchants, and an adoption is about all of them.';
