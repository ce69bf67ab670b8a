import { onboardingWorkflowId } from '../../src/temporal/ids';

test('the workflow of an onboarding is named after it, as every open run already is', () => {
  expect(onboardingWorkflowId('acme-1.US_2')).toBe('onboarding/acme-1.US_2');
});
