import type { Figures } from './figures';

/** One figure beside what it ought to be. */
export interface Verdict {
  readonly measurement: 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h';
  readonly what: string;
  readonly figure: string;
  readonly aim: string;
  readonly met: boolean;
}

const AIMS = {
  /** Of the skeleton's rate. */
  throughputRatio: 0.8,
  events: 33,
  callbackP95Ms: 100,
  /** Of the bare route's rate. */
  statusRatio: 0.8,
  /** What the product keeps to at most, lest LWA find it too much. */
  sweptPerSecond: 50,
  /** However many onboardings there are, a page of them takes about as long. */
  pageRatio: 2,
  /** Milliseconds to milliseconds. */
  forecastRatio: 1.5,
  /** Of a year with all its reminders. */
  actionsOfYear: 30,
  asleepBytes: 2_048,
} as const;

/** Holds what was measured against the aims. */
export function verdicts({
  throughput,
  historySize,
  callback,
  statusReads,
  sweepRate,
  largeRegistry,
  authorizationYear,
  reminders,
}: Figures): readonly Verdict[] {
  const all: Verdict[] = [];
  if (throughput) {
    const { medianRatio } = throughput.skeleton;
    all.push({
      measurement: 'a',
      what: 'complete onboardings, share of the skeleton’s rate',
      figure: medianRatio.toFixed(2),
      aim: `at least ${AIMS.throughputRatio}`,
      met: medianRatio >= AIMS.throughputRatio,
    });
  }
  if (historySize) {
    const { events } = historySize.first;
    all.push({
      measurement: 'b',
      what: 'events up to the first continue-as-new',
      figure: String(events),
      aim: `at most ${AIMS.events}`,
      met: events <= AIMS.events,
    });
  }
  if (callback) {
    const { p95 } = callback.backend;
    all.push({
      measurement: 'c',
      what: 'callback to connected, p95',
      figure: `${p95.toFixed(0)} ms`,
      aim: `at most ${AIMS.callbackP95Ms} ms`,
      met: p95 <= AIMS.callbackP95Ms,
    });
  }
  if (statusReads) {
    const { medianRatio } = statusReads;
    all.push({
      measurement: 'd',
      what: 'status reads, share of the bare route’s rate',
      figure: medianRatio.toFixed(2),
      aim: `at least ${AIMS.statusRatio}`,
      met: medianRatio >= AIMS.statusRatio,
    });
  }
  if (sweepRate) {
    all.push({
      measurement: 'e',
      what: 'grants that a round asks about per second',
      figure: sweepRate.median.toFixed(0),
      aim: `at least ${AIMS.sweptPerSecond}`,
      met: sweepRate.median >= AIMS.sweptPerSecond,
    });
  }
  if (largeRegistry) {
    const { few, many, questions, forecastToBare } = largeRegistry;
    const slowest = Math.max(...questions.map(({ medianRatio }) => medianRatio));
    all.push(
      {
        measurement: 'f',
        what: `slowest list page of ${many} onboardings, to that of ${few}`,
        figure: slowest.toFixed(2),
        aim: `at most ${AIMS.pageRatio}`,
        met: slowest <= AIMS.pageRatio,
      },
      {
        measurement: 'f',
        what: `forecast of ${many}, to a bare statement`,
        figure: forecastToBare.medianRatio.toFixed(2),
        aim: `at most ${AIMS.forecastRatio}`,
        met: forecastToBare.medianRatio <= AIMS.forecastRatio,
      },
    );
  }
  if (authorizationYear) {
    const { actions, asleepBytes } = authorizationYear;
    all.push(
      {
        measurement: 'g',
        what: 'billable Actions of an authorization’s year',
        figure: String(actions),
        aim: `at most ${AIMS.actionsOfYear}`,
        met: actions <= AIMS.actionsOfYear,
      },
      {
        measurement: 'g',
        what: 'history asleep after continue-as-new',
        figure: `${asleepBytes} bytes`,
        aim: `at most ${AIMS.asleepBytes} bytes`,
        met: asleepBytes <= AIMS.asleepBytes,
      },
    );
  }
  if (reminders) {
    const { count, once } = reminders;
    all.push({
      measurement: 'h',
      what: 'reminders due within a minute that were mailed exactly once',
      figure: `${once} of ${count}`,
      aim: 'all',
      met: once === count,
    });
  }
  return all;
}
