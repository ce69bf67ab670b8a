import { API_KEY, START } from './bodies';
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

test('every counted answer says what is allowed, what is left and when it starts anew, refusals among them', async () => {
  const api = await startApi({ requestsPerMinute: 3 });
  try {
    const path = '/v1/onboardings';
    const answers = [];
    for (const query of ['', '?limit=0', '', '']) answers.push(await api.call('GET', path + query));

    expect(answers.map(({ status }) => status)).toEqual([200, 400, 200, 429]);
    const left = answers.map(
      ({ headers }) => /^"requests-per-key"; r=(\d+); t=\d+$/.exec(headers.get('ratelimit')!)?.[1],
    );
    expect(left).toEqual(['2', '1', '0', '0']);
    for (const { headers } of answers) {
      expect(headers.get('ratelimit-policy')).toMatch(/^"requests-per-key"; q=3; w=60; pk=:[\w+/=]+:$/);
    }
  } finally {
    await api.close();
  }
});

test('the headers do not tell the id of the key', async () => {
  const api = await startApi({ requestsPerMinute: 3 });
  try {
    const { body, headers } = await api.call('GET', '/v1/api-keys');

    expect(headers.get('ratelimit-policy')).not.toContain(body.items[0].keyId);
  } finally {
    await api.close();
  }
});

test('requests of nobody and of keys without the scope are not counted', async () => {
  const api = await startApi({ requestsPerMinute: 1 });
  try {
    const secret = await api.keyWith(['read']);
    const refused = [
      await api.call('GET', '/v1/onboardings', { secret: 'eg_unknown' }),
      await api.call('GET', '/v1/api-keys', { secret }),
    ];

    expect(refused.map(({ status, headers }) => [status, headers.get('ratelimit')])).toEqual([
      [401, null],
      [403, null],
    ]);
    expect((await api.call('GET', '/v1/onboardings', { secret })).status).toBe(200);
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

test('an onboarding takes sixty changes an hour, its start among them; others and leaving are not held up', async () => {
  const api = await startApi();
  try {
    for (const id of ['busy', 'quiet']) await api.call('PUT', `/v1/onboardings/${id}`, { body: START });
    const change = async (id: string) =>
      (await api.call('PUT', `/v1/onboardings/${id}/api-key`, { body: API_KEY })).status;
    const taken = [];
    for (let count = 0; count < 59; count += 1) taken.push(await change('busy'));
    const path = '/v1/onboardings/busy';
    const refused = await api.call('PATCH', `${path}/stores/us`, { body: { name: 'Another name' } });

    expect(new Set(taken)).toEqual(new Set([202]));
    expect(refused.status).toBe(429);
    expect(refused.body.type).toBe('urn:evergrant:problem:too_many_changes');
    expect(refused.headers.get('retry-after')).toBe('3600');
    expect(await change('busy')).toBe(429);
    expect(await change('quiet')).toBe(202);
    expect((await api.call('POST', `${path}/disconnect`, { body: { reason: 'Enough.' } })).status).toBe(202);

    api.clock.at += 3_600_000;
    expect(await change('busy')).toBe(202);
  } finally {
    await api.close();
  }
});
