import { startApi } from './running-api';

test('a key that has used up its minute is told how long to wait, and other keys are not held up', async () => {
  const api = await startApi({ requestsPerMinute: 2 });
  try {
    const secret = await api.keyWith(['read']);
    await api.call('GET', '/v1/onboardings', { secret });
    const last = await api.call('GET', '/v1/onboardings', { secret });
    const refused = await api.call('GET', '/v1/onboardings', { secret });
    const other = await api.call('GET', '/v1/onboardings');

    expect([last.status, refused.status, other.status]).toEqual([200, 429, 200]);
    expect(refused.body.type).toBe('urn:evergrant:problem:rate_limited');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(last.headers.get('ratelimit')).toMatch(/r=0/);
  } finally {
    await api.close();
  }
});

test('health is never limited', async () => {
  const api = await startApi({ requestsPerMinute: 1 });
  try {
    const answers = [await api.call('GET', '/healthz'), await api.call('GET', '/healthz')];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  } finally {
    await api.close();
  }
});
