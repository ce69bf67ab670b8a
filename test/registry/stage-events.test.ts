import type { Requirement, RequirementCode } from '../../src/domain/requirements';
import type { Stage, WaitingOn } from '../../src/domain/stages';
import { merchantHasNews, stageEvents, type Before } from '../../src/registry/stage-events';

function requirement(code: RequirementCode, waitingOn: WaitingOn = 'merchant'): Requirement {
  return { code, pointer: '', since: 0, deadline: null, waitingOn, params: {} };
}

function state(stage: Stage, ...codes: RequirementCode[]) {
  return { stage, requirements: codes.map((code) => requirement(code)) };
}

function raised(before: Before, now: ReturnType<typeof state>): readonly string[] {
  return stageEvents(before, { ...now, waitingOn: 'nobody', generation: 1, stateVersion: 7 }).map(({ type }) => type);
}

describe('a change of stage raises', () => {
  test.each<[string, Before, ReturnType<typeof state>, readonly string[]]>([
    ['nothing when nothing changed', state('connected'), state('connected'), []],
    ['api_key.valid when the first check passed', state('validating_key'), state('creating_store'), ['api_key.valid']],
    [
      'nothing when the key could not be checked',
      state('validating_key'),
      state('validating_key', 'api_key_unverifiable'),
      ['onboarding.waiting'],
    ],
    [
      'api_key.invalid and waiting for a refused key',
      state('validating_key'),
      state('awaiting_key', 'api_key_invalid'),
      ['api_key.invalid', 'onboarding.waiting'],
    ],
    [
      'only waiting for a key that is missing',
      state('validating_key'),
      state('awaiting_key', 'api_key_missing'),
      ['onboarding.waiting'],
    ],
    [
      'api_key.valid when a refused key was replaced',
      state('awaiting_key', 'api_key_invalid'),
      state('awaiting_consent'),
      ['api_key.valid', 'onboarding.waiting'],
    ],
    [
      'api_key.invalid beside the connected stage',
      state('connected'),
      state('connected', 'api_key_invalid'),
      ['api_key.invalid', 'onboarding.waiting'],
    ],
    [
      'waiting once per requirement',
      state('connected', 'consent_disputed'),
      state('connected', 'consent_disputed'),
      [],
    ],
    ['connected after the verification', state('verifying_grant'), state('connected'), ['onboarding.connected']],
    ['nothing for a renewal in time', state('expiring'), state('connected'), []],
    ['connected for a revival', state('expired'), state('connected'), ['onboarding.connected']],
    [
      'consent_lapsed, without waiting',
      state('awaiting_consent', 'consent_needed'),
      state('consent_lapsed', 'consent_lapsed'),
      ['onboarding.consent_lapsed'],
    ],
    [
      'waiting when a lapsed consent is reopened',
      state('consent_lapsed', 'consent_lapsed'),
      state('awaiting_consent', 'consent_needed'),
      ['onboarding.waiting'],
    ],
    [
      'expired, without waiting',
      state('expiring', 'renewal_due'),
      state('expired', 'authorization_expired'),
      ['authorization.expired'],
    ],
    ['disconnected', state('validating_key'), state('disconnected'), ['onboarding.disconnected']],
  ])('%s', (_, before, now, expected) => {
    expect(raised(before, now)).toEqual(expected);
  });
});

describe('the merchant is told', () => {
  test.each<[string, boolean, Before, ReturnType<typeof state>]>([
    ['what is needed from the start on', true, null, state('awaiting_key', 'api_key_missing')],
    ['what is new', true, state('creating_store'), state('awaiting_correction', 'website_unknown')],
    ['nothing again', false, state('awaiting_key', 'api_key_missing'), state('awaiting_key', 'api_key_missing')],
    ['nothing when it is mended', false, state('awaiting_key', 'api_key_missing'), state('creating_store')],
    ['nothing of mails that do not arrive', false, state('connected'), state('connected', 'contact_unreachable')],
  ])('%s', (_what, told, before, now) => {
    expect(merchantHasNews(before, now)).toBe(told);
  });

  test('nothing of what others have to do', () => {
    const now = { ...state('awaiting_consent'), requirements: [requirement('consent_needed', 'seller')] };
    expect(merchantHasNews(null, now)).toBe(false);
  });
});

describe('a store that moves up because one before it was removed', () => {
  const problemAt = (place: number, storeId: string) => ({
    ...state('connected'),
    requirements: [
      {
        ...requirement('website_unknown'),
        pointer: `/stores/${place}/websiteCode`,
        params: { storeId, websiteCode: 'base' },
      },
    ],
  });

  test('is no news: what is needed of it was needed before', () => {
    expect(merchantHasNews(problemAt(1, 'ca'), problemAt(0, 'ca'))).toBe(false);
    expect(raised(problemAt(1, 'ca'), problemAt(0, 'ca'))).toEqual([]);
  });

  test('leaves its place to the next one, of which the same may be needed', () => {
    expect(merchantHasNews(problemAt(0, 'ca'), problemAt(0, 'mx'))).toBe(true);
    expect(raised(problemAt(0, 'ca'), problemAt(0, 'mx'))).toEqual(['onboarding.waiting']);
  });
});
