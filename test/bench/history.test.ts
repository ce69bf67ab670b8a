import { actionsOf, commandsOf, firstDifference } from '../../bench/history';

const started = { workflowExecutionStartedEventAttributes: {} };
const continued = { workflowExecutionStartedEventAttributes: { continuedExecutionRunId: 'the-run-before' } };
const taskCompleted = { workflowTaskCompletedEventAttributes: {} };
const scheduled = { activityTaskScheduledEventAttributes: { activityType: { name: 'validateKey' } } };
const attempted = (attempt: number) => ({ activityTaskStartedEventAttributes: { attempt } });
const marker = { markerRecordedEventAttributes: { markerName: 'core_local_activity' } };
const upserted = {
  upsertWorkflowSearchAttributesEventAttributes: {
    searchAttributes: { indexedFields: { WaitingOn: {}, OnboardingStage: {} } },
  },
};
const timer = { timerStartedEventAttributes: {} };
const timerCancelled = { timerCanceledEventAttributes: {} };
const signal = { workflowExecutionSignaledEventAttributes: {} };
const continueAsNew = { workflowExecutionContinuedAsNewEventAttributes: {} };

describe('A history, as the bench reads it', () => {
  it('is the list of its commands and signals, without the bookkeeping of its tasks', () => {
    const history = [started, taskCompleted, scheduled, attempted(1), marker, upserted, timer, signal, timerCancelled];

    expect(commandsOf([...history, continueAsNew])).toEqual([
      'activity validateKey',
      'marker core_local_activity',
      'upsert OnboardingStage WaitingOn',
      'start timer',
      'signal',
      'cancel timer',
      'continue as new',
    ]);
  });

  it('costs an Action for the start and each activity, local activity, upsert, timer, signal and continue-as-new', () => {
    const history = [started, scheduled, attempted(1), marker, upserted, timer, signal, timerCancelled, continueAsNew];

    expect(actionsOf(history)).toBe(7);
  });

  it('costs an Action for every attempt of an activity', () => {
    expect(actionsOf([started, scheduled, attempted(3)])).toBe(4);
  });

  it('costs one Action for all local activities of a workflow task', () => {
    expect(actionsOf([started, marker, marker])).toBe(2);
  });

  it('costs nothing for the start of a continued run, which its continue-as-new has paid', () => {
    expect(actionsOf([continued, timer])).toBe(1);
  });
});

describe('The comparison of an onboarding with its skeleton', () => {
  it('finds nothing where both give the same commands', () => {
    expect(firstDifference(['signal', 'start timer'], ['signal', 'start timer'])).toBeUndefined();
  });

  it('names the first command that differs', () => {
    expect(firstDifference(['signal', 'start timer'], ['signal', 'cancel timer'])).toBe(
      'command 2 is "start timer" in the onboarding and "cancel timer" in the skeleton',
    );
  });

  it.each([
    [['signal'], [], 'command 1 is "signal" in the onboarding and "nothing" in the skeleton'],
    [[], ['signal'], 'command 1 is "nothing" in the onboarding and "signal" in the skeleton'],
  ])('notices a command that only one of the two gives', (ours, theirs, words) => {
    expect(firstDifference(ours, theirs)).toBe(words);
  });
});
