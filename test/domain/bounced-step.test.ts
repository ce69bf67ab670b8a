import { bouncedRef, readBouncedRef } from '../../src/domain/bounced-step';
import type { OnboardingFacts } from '../../src/domain/facts';
import { nextStep } from '../../src/domain/next-step';
import { receive } from '../../src/domain/receive';
import { connected, days, given, invited, NOW, withConsent, withFacts } from './given';

const LATER = NOW + days(1);

function afterBounce(facts: OnboardingFacts, generation: number, step: string): OnboardingFacts {
  const ref = bouncedRef({ generation, step });
  return receive(facts, { kind: 'factsChanged', fact: 'contact', ref, revision: 0 }, LATER);
}

describe('a mail that came back', () => {
  it('makes its step due again', () => {
    expect(nextStep(afterBounce(given(invited), 0, 'invitation'), LATER)).toMatchObject({
      kind: 'askForConsent',
      mail: { key: 'invitation' },
    });
  });

  it('makes its step of the year due again', () => {
    const facts = given(connected, withFacts({ marks: { connected: 'done' } }));
    expect(nextStep(afterBounce(facts, 1, 'connected'), LATER)).toMatchObject({
      kind: 'performStep',
      mail: { key: 'connected' },
    });
  });

  it('changes nothing where a later mail has gone out since', () => {
    const facts = given(invited, withConsent({ marks: { invitation: 'done', 'nudge-7': 'done' } }));
    expect(afterBounce(facts, 0, 'invitation')).toEqual(facts);
  });

  it.each([
    ['of another generation', 2, 'connected'],
    ['of the time before the consent', 0, 'invitation'],
    ['of no step', 1, 'confirm_contact/3'],
  ])('changes nothing if it is one %s', (_which, generation, step) => {
    const facts = given(connected, withFacts({ marks: { connected: 'done' } }));
    expect(afterBounce(facts, generation, step)).toEqual(facts);
  });

  it('leaves a step alone that was not delivered anyway', () => {
    const facts = given(invited, withConsent({ marks: { invitation: 'undelivered' } }));
    expect(afterBounce(facts, 0, 'invitation')).toEqual(facts);
  });
});

it.each(['contacts', 'bounced/', 'bounced/x/y', 'bounced/1/'])('%j names no mail that came back', (ref) => {
  expect(readBouncedRef(ref)).toBeUndefined();
});
