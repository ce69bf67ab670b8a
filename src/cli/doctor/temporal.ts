import { ONBOARDING_TASK_QUEUE } from '../../temporal/ids';
import type { ServerReport } from '../../temporal/inspect-server';
import type { Installation } from '../installation';
import { duration } from '../words';
import { ill, well, type Check, type Finding } from './finding';

const QUESTION_TIMEOUT_MS = 4_000;

/** A worker asks for work at least once a minute; one that did not for longer is gone. */
const POLLED_WITHIN_MS = 90_000;
/** Beyond what a second of rounding and the way to the server explain. */
const CLOCK_AHEAD_MS = 10_000;

export function temporalCheck({ temporal: { access, namespace } }: Installation): Check {
  return {
    subject: 'temporal',
    async look() {
      // Loaded here alone: Temporal's client takes longer to load than everything else, and no other command needs it.
      const { inspectServer } = await import('../../temporal/inspect-server.js');
      return findings(await inspectServer(access, namespace, QUESTION_TIMEOUT_MS), access.address, namespace);
    },
  };
}

function findings(report: ServerReport, address: string, namespace: string): readonly Finding[] {
  switch (report.outcome) {
    case 'unreachable':
      return [
        ill(
          'temporal',
          `Temporal does not answer at ${address}.`,
          'Start it, or check TEMPORAL_ADDRESS and TEMPORAL_TLS. Requests and consents are taken meanwhile, and go on afterwards.',
        ),
      ];
    case 'access_refused':
      return [ill('temporal', `Temporal at ${address} refuses us.`, 'Check TEMPORAL_API_KEY and what it may do.')];
    case 'no_namespace':
      return [
        ill(
          'temporal',
          `Temporal ${report.version} answers at ${address} and has no namespace "${namespace}".`,
          'Make it with: temporal operator namespace create, or set TEMPORAL_NAMESPACE right.',
        ),
      ];
    case 'answers':
      return [
        well('temporal', `Temporal ${report.version} answers at ${address} and has the namespace "${namespace}".`),
        attributesFinding(report.attributes),
        workerFinding(report.lastPoll, Date.now()),
        ...clockFinding(report.lastPoll, Date.now()),
      ];
  }
}

type Answers = Extract<ServerReport, { readonly outcome: 'answers' }>;

function attributesFinding({ missing, conflicting }: Answers['attributes']): Finding {
  if (conflicting.length > 0) {
    return ill(
      'search attributes',
      `The namespace has attributes of our names that hold something else: ${conflicting.join(', ')}.`,
      'Remove them, or use another namespace.',
    );
  }
  if (missing.length > 0) {
    return ill(
      'search attributes',
      `The namespace lacks: ${missing.join(', ')}.`,
      'Start a worker: it registers them before it takes work.',
    );
  }
  return well('search attributes', 'All are registered.');
}

function workerFinding({ workflows, activities }: Answers['lastPoll'], now: number): Finding {
  const oldest = Math.min(workflows ?? 0, activities ?? 0);
  if (now - oldest <= POLLED_WITHIN_MS) {
    return well('worker', `A worker polls the task queue "${ONBOARDING_TASK_QUEUE}".`);
  }
  const since = oldest === 0 ? '' : `; the last one did ${duration(now - oldest)} ago`;
  return ill(
    'worker',
    `No worker polls the task queue "${ONBOARDING_TASK_QUEUE}"${since}.`,
    'Start a process with EVERGRANT_ROLES=worker and look at its log; onboardings go on where they stand.',
  );
}

/** A poll in our future shows that our clock is behind the server's. */
function clockFinding({ workflows, activities }: Answers['lastPoll'], now: number): readonly Finding[] {
  const behind = Math.max(workflows ?? 0, activities ?? 0) - now;
  if (behind <= CLOCK_AHEAD_MS) return [];
  return [ill('clock', `This machine's clock is at least ${duration(behind)} behind Temporal's.`, 'Set both by NTP.')];
}
