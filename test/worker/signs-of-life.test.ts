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

describe('nothing is heard', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('of an activity that has ended', async () => {
    const { environment, heard } = listening();
    await environment.run(() => Promise.resolve());
    jest.advanceTimersByTime(100);
    expect(heard).not.toHaveBeenCalled();
  });

  test('of a local activity, which the server does not know', async () => {
    const { environment, heard } = listening({ isLocal: true });
    await environment.run(async () => {
      await jest.advanceTimersByTimeAsync(100);
    });
    expect(heard).not.toHaveBeenCalled();
  });
});

function listening(info: { readonly isLocal?: boolean } = {}) {
  const environment = new MockActivityEnvironment(info, { interceptors: [signsOfLife(1)] });
  const heard = jest.fn();
  environment.on('heartbeat', heard);
  return { environment, heard };
}
