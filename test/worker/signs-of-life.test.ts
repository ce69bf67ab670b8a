import { once } from 'node:events';
import { MockActivityEnvironment } from '@temporalio/testing';
import { signsOfLife } from '../../src/worker/signs-of-life';

test('an activity under way gives signs of life, again and again', async () => {
  const environment = new MockActivityEnvironment({}, { interceptors: [signsOfLife(1)] });
  const beats = async () => {
    await once(environment, 'heartbeat');
    await once(environment, 'heartbeat');
    return 'done';
  };
  await expect(environment.run(beats)).resolves.toBe('done');
});

test('an activity that has ended gives none', async () => {
  jest.useFakeTimers();
  try {
    const environment = new MockActivityEnvironment({}, { interceptors: [signsOfLife(1)] });
    const heard = jest.fn();
    environment.on('heartbeat', heard);
    await environment.run(() => Promise.resolve());
    jest.advanceTimersByTime(100);
    expect(heard).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});

test('a local activity gives none: the server does not know it', async () => {
  const environment = new MockActivityEnvironment({ isLocal: true }, { interceptors: [signsOfLife(1)] });
  const heard = jest.fn();
  environment.on('heartbeat', heard);
  await environment.run(() => new Promise((resolve) => setTimeout(resolve, 20)));
  expect(heard).not.toHaveBeenCalled();
});
