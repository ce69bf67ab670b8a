import { createAuthenticate } from '../../src/api/auth';
import type { ApiKey } from '../../src/registry/api-keys';

const KEY: ApiKey = { keyId: 'k', name: 'n', scopes: ['read'], merchantIds: null };

function counting(known: (secret: string) => boolean) {
  const asked: string[] = [];
  const authenticate = createAuthenticate({
    authenticate: (secret) => {
      asked.push(secret);
      return Promise.resolve(known(secret) ? KEY : undefined);
    },
  });
  return { asked, authenticate };
}

afterEach(() => jest.useRealTimers());

test('a key that was found is remembered for five seconds and no longer', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
  let revoked = false;
  const { asked, authenticate } = counting(() => !revoked);

  await authenticate('Bearer a');
  revoked = true;
  jest.advanceTimersByTime(4_999);
  expect(await authenticate('bearer a')).toBe(KEY);
  jest.advanceTimersByTime(1);
  expect(await authenticate('Bearer a')).toBeUndefined();

  expect(asked).toEqual(['a', 'a']);
});

test('a key that was not found is asked for anew each time', async () => {
  let made = false;
  const { authenticate } = counting(() => made);

  expect(await authenticate('Bearer a')).toBeUndefined();
  made = true;

  expect(await authenticate('Bearer a')).toBe(KEY);
});

test('no more than a thousand keys are remembered, the oldest is forgotten first', async () => {
  const { asked, authenticate } = counting(() => true);
  for (let index = 0; index <= 1_000; index += 1) await authenticate(`Bearer key-${index}`);
  asked.length = 0;

  await authenticate('Bearer key-1000');
  await authenticate('Bearer key-1');
  await authenticate('Bearer key-0');

  expect(asked).toEqual(['key-0']);
});
