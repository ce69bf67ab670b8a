import { onboardingIdOf, onboardingWorkflowId } from '../../src/temporal/ids';

describe('workflow ids of onboardings', () => {
  it('lead back to the onboarding', () => {
    expect(onboardingIdOf(onboardingWorkflowId('acme-1.US_2'))).toBe('acme-1.US_2');
  });

  it.each(['authorization-sweep', 'onboarding/', 'onboarding/a/b', 'onboarding/ä', `onboarding/${'x'.repeat(101)}`])(
    'do not include %j',
    (workflowId) => {
      expect(onboardingIdOf(workflowId)).toBeUndefined();
    },
  );
});
