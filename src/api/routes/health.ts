import { health } from '../../domain/contract/health';
import { problem } from '../problem';
import { type Route, route } from '../route';
import type { ReadyCheck, RouteContext } from './context';

/** A check that takes longer counts as failed. */
const CHECK_TIMEOUT_MS = 2_000;

export function healthRoute(): Route {
  return route({
    operationId: 'getHealth',
    method: 'get',
    path: '/healthz',
    tag: 'Health',
    summary: 'Is the process alive?',
    description: 'Asks nothing and nobody.',
    scope: 'public',
    answer: { status: 200, description: 'It lives.', schema: health },
    problems: [],
    handle: () => Promise.resolve({ body: { status: 'ok' as const } }),
  });
}

export function readinessRoute({ registry, readyChecks }: RouteContext): Route {
  const checks: readonly ReadyCheck[] = [{ name: 'registry', check: () => registry.ping() }, ...readyChecks];
  return route({
    operationId: 'getReadiness',
    method: 'get',
    path: '/readyz',
    tag: 'Health',
    summary: 'Can it do its work?',
    description: 'Asks whatever this process needs.',
    scope: 'public',
    answer: { status: 200, description: 'It can.', schema: health },
    problems: ['not_ready'],
    async handle() {
      const answers = await Promise.all(checks.map(answersInTime));
      const failed = checks.filter((_, index) => answers[index] === false).map(({ name }) => name);
      if (failed.length === 0) return { body: { status: 'ok' as const } };
      return problem('not_ready', { detail: `These do not answer: ${failed.join(', ')}.` });
    },
  });
}

async function answersInTime({ check }: ReadyCheck): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_TIMEOUT_MS);
  });
  const answer = Promise.resolve()
    .then(check)
    .then(
      () => true,
      () => false,
    );
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
