import { type RunningApi, startApi } from './running-api';

async function withApi(ready: Parameters<typeof startApi>[0], body: (api: RunningApi) => Promise<void>): Promise<void> {
  const api = await startApi(ready);
  try {
    await body(api);
  } finally {
    await api.close();
  }
}

test('a live process with everything at hand is healthy and ready, without a key', () =>
  withApi({ ready: [{ name: 'temporal', check: () => Promise.resolve() }] }, async (api) => {
    expect((await api.call('GET', '/healthz', { secret: null })).status).toBe(200);
    expect((await api.call('GET', '/readyz', { secret: null })).status).toBe(200);
  }));

test('a process that lacks something is healthy but not ready, and says what is missing and no more', () =>
  withApi(
    {
      ready: [
        { name: 'temporal', check: () => Promise.reject(new Error('canary-address')) },
        { name: 'mail', check: () => Promise.resolve() },
      ],
    },
    async (api) => {
      const readiness = await api.call('GET', '/readyz', { secret: null });

      expect(readiness.status).toBe(503);
      expect(readiness.body.detail).toBe('These do not answer: temporal.');
      expect(readiness.text).not.toContain('canary');
      expect((await api.call('GET', '/healthz', { secret: null })).status).toBe(200);
    },
  ));

test('a check that never answers counts as failed', () =>
  withApi({ ready: [{ name: 'temporal', check: () => new Promise(() => undefined) }] }, async (api) => {
    expect((await api.call('GET', '/readyz', { secret: null })).status).toBe(503);
  }));
