import { isoInstant, type Instant } from '../../domain/clock';
import { acceptedVerb, snoozeRequest, verbRequest } from '../../domain/contract/commands';
import type { Verb, VerbDetail } from '../../domain/verbs';
import type { ApiKey } from '../../registry/api-keys';
import { findChangeable } from '../onboarding-access';
import { problem } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { onboardingPath } from './onboarding-path';
import { acceptedAgain, acceptedAs, AUDIT_LOCATION } from './verb-answer';

/** The verbs that take nothing but a reason. */
const PLAIN_VERBS = [
  {
    verb: 'remind',
    operationId: 'remindOnboarding',
    summary: 'Send the mail that fits now',
    description:
      'Sends the mail that fits where the onboarding stands: the invitation, a reminder, or that it has expired. It is sent ' +
      'at once and beside the plan, also to a seller who has put the reminders off.',
  },
  {
    verb: 'probe',
    operationId: 'probeOnboarding',
    summary: 'Ask Amazon whether the authorization lives',
    description:
      'Refreshes the token of the grant to see whether Amazon still takes it. One refusal proves nothing by itself.',
  },
  {
    verb: 'reopen',
    operationId: 'reopenOnboarding',
    summary: 'Invite the seller anew',
    description:
      'Gives the seller thirty days anew and sends the invitation: after a consent that lapsed or was blocked, and for an ' +
      'adopted onboarding that was quiet so far.',
  },
  {
    verb: 'refresh',
    operationId: 'refreshOnboarding',
    summary: 'Look at everything anew',
    description: 'Wakes the process and moves it onto the newest code. Nothing is lost by it.',
  },
] as const satisfies readonly {
  readonly verb: Verb;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
}[];

export function verbRoutes(context: RouteContext): readonly Route[] {
  return [
    ...PLAIN_VERBS.map(({ verb, ...words }) =>
      route({
        ...words,
        ...verbFacts(verb),
        body: verbRequest,
        handle: ({ params: { onboardingId }, body: { reason } }, key) =>
          request(context, key, { onboardingId, verb, reason }),
        replay: (auditId, { params: { onboardingId } }, key) => acceptedAgain(auditId, onboardingId, key, context),
      }),
    ),
    snoozeRoute(context),
  ];
}

function snoozeRoute(context: RouteContext): Route {
  return route({
    operationId: 'snoozeOnboarding',
    summary: 'Put the reminders off',
    description:
      'No reminder is mailed until then. The last ones before the expiry are mailed all the same, and so is what is no ' +
      'reminder.',
    ...verbFacts('snooze'),
    body: snoozeRequest,
    async handle({ params: { onboardingId }, body: { reason, until } }, key) {
      const now = context.clock.now();
      if (until <= now || until > now + LONGEST_SNOOZE_MS) return OUT_OF_RANGE;
      return request(context, key, { onboardingId, verb: 'snooze', reason, detail: { until: isoInstant(until) } });
    },
    replay: (auditId, { params: { onboardingId } }, key) => acceptedAgain(auditId, onboardingId, key, context),
  });
}

function verbFacts<V extends Verb>(verb: V) {
  return {
    method: 'post',
    path: `/v1/onboardings/{onboardingId}/${verb}`,
    tag: 'Onboardings',
    scope: 'operate',
    params: onboardingPath,
    answer: { status: 202, description: 'Written down.', schema: acceptedVerb, headers: AUDIT_LOCATION },
    problems: ['not_found', 'onboarding_closed', 'too_many_changes'],
  } as const;
}

async function request(
  context: RouteContext,
  key: ApiKey,
  verb: {
    readonly onboardingId: string;
    readonly verb: Verb;
    readonly reason: string;
    readonly detail?: VerbDetail;
  },
) {
  const { registry, clock } = context;
  const now: Instant = clock.now();
  const found = await findChangeable(registry, verb.onboardingId, key, now);
  if ('problem' in found) return found;
  const requested = await registry.verbs.request({ ...verb, actor: key.keyId }, now);
  if (!requested) return problem('onboarding_closed');
  return { ...acceptedAs(requested.auditId, context), resourceId: requested.auditId };
}

/** Nobody is left alone for a quarter of a year. */
const LONGEST_SNOOZE_MS = 90 * 24 * 60 * 60_000;

const OUT_OF_RANGE = problem('invalid_body', {
  errors: [
    {
      in: 'body',
      pointer: '/until',
      code: 'out_of_range',
      detail: 'Reminders are put off until an instant within the next 90 days.',
      remedy: 'Send a date that lies ahead, at most 90 days from now.',
    },
  ],
});
