import type { Reading } from '../../commerce/instance';
import { readOptions, type CommerceOptions } from '../../commerce/options';
import type { CommerceRest } from '../../commerce/rest';
import { commerceOptions, type CommerceOptionsDocument } from '../../domain/contract/commerce-options';
import type { Unverifiable } from '../../domain/outcomes';
import { describeRequirement, type RequirementCode } from '../../domain/requirements';
import { CODE_OF_REJECTION, resourcesInWords } from '../../domain/situation';
import { findOpen } from '../onboarding-access';
import { type Problem, problem, type ProblemCode } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { onboardingPath } from './onboarding-path';

/** For all that the instance is asked; a person waits before a form. */
const TIMEOUT_MS = 20_000;
/** Where the instance does not say itself when it can be asked again. */
const RETRY_AFTER_SECONDS = 30;

export function commerceOptionsRoute({ registry, openCommerce }: RouteContext): Route {
  return route({
    operationId: 'getCommerceOptions',
    method: 'get',
    path: '/v1/onboardings/{onboardingId}/commerce-options',
    tag: 'Stores',
    summary: 'What a store can be made of',
    description:
      'Asks the Commerce instance, with the connection of this onboarding, for its websites and for the product ' +
      'attributes that can be mapped: what a form for stores offers. It takes as long as the instance does, at most ' +
      'half a minute.',
    scope: 'write',
    params: onboardingPath,
    answer: { status: 200, description: 'Websites and attributes, as they are now.', schema: commerceOptions },
    problems: ['not_found', 'onboarding_closed', ...OPTIONS_PROBLEMS],
    async handle({ params: { onboardingId } }, key) {
      const found = await findOpen(registry, onboardingId, key);
      if ('problem' in found) return found;
      const connection = await registry.credentials.readConnection(onboardingId);
      if (!connection) return asRequirement('commerce_connection_missing', onboardingId);

      const deadline = AbortSignal.timeout(TIMEOUT_MS);
      const reading = await withinTime(openCommerce(connection, deadline), deadline);
      return reading.outcome === 'ok' ? { body: document(reading.value) } : problemOf(reading, onboardingId);
    },
  });
}

/** Every one but the last two is also a requirement, and said in the same words. */
const OPTIONS_PROBLEMS = [
  'commerce_connection_missing',
  'commerce_credentials_rejected',
  'commerce_bearer_disabled',
  'commerce_ims_credentials_rejected',
  'commerce_permission_missing',
  'commerce_address_refused',
  'commerce_api_not_found',
  'commerce_unreachable',
  'commerce_timeout',
] as const satisfies readonly ProblemCode[];

type OptionsProblem = (typeof OPTIONS_PROBLEMS)[number];

async function withinTime(rest: CommerceRest, deadline: AbortSignal): Promise<Reading<CommerceOptions>> {
  try {
    return await readOptions(rest);
  } catch (error) {
    if (deadline.aborted) return { outcome: 'unverifiable', reason: 'timeout' };
    throw error;
  }
}

function problemOf(reading: Exclude<Reading<CommerceOptions>, { outcome: 'ok' }>, onboardingId: string): Problem {
  if (reading.outcome === 'unverifiable') return failure(reading, onboardingId);
  return reading.reason === 'missing_permission'
    ? asRequirement('commerce_permission_missing', onboardingId, { resources: resourcesInWords(reading.resources) })
    : asRequirement(CODE_OF_REJECTION[reading.reason], onboardingId);
}

function failure({ reason, retryAfterMs }: Unverifiable, onboardingId: string): Problem {
  if (reason === 'address_refused') return asRequirement('commerce_address_refused', onboardingId);
  if (reason === 'not_commerce') return asRequirement('commerce_api_not_found', onboardingId);
  const seconds = retryAfterMs === undefined ? RETRY_AFTER_SECONDS : Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return problem(reason === 'timeout' ? 'commerce_timeout' : 'commerce_unreachable', {
    headers: { 'Retry-After': String(seconds) },
  });
}

function asRequirement(
  code: OptionsProblem & RequirementCode,
  onboardingId: string,
  params: Readonly<Record<string, string>> = {},
): Problem {
  const { sentence, remedy } = describeRequirement({ code, params }, onboardingId);
  return problem(code, { detail: `${sentence} ${remedy}` });
}

/** Field by field: nothing else that Commerce said is passed on. */
function document({ websites, attributes, truncated }: CommerceOptions): CommerceOptionsDocument {
  return {
    websites: websites.map(({ code, name, storeViewCode }) => ({ code, name, storeViewCode })),
    attributes: attributes.map(({ code, label, input, scope, isUnique, isRequired }) => ({
      code,
      label,
      input,
      scope,
      unique: isUnique,
      required: isRequired,
    })),
    attributesTruncated: truncated,
  };
}
