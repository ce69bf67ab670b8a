import { verdicts } from './aims';
import type { CpuTimes } from './cpu';
import type { Drain } from './drain';
import type { Figures } from './figures';
import type { RunFigures } from './history';
import type { Compared } from './statistics';

/** The figures as Markdown, for the screen and for docs/measurements.md. */
export function report(figures: Figures): string {
  const { machine, command, startedAt, throughput, historySize, callback, statusReads, sweepRate, largeRegistry } =
    figures;
  const { authorizationYear, reminders } = figures;
  const sections = [
    `\`${command}\`, ${startedAt}; ${machine.cores} cores (${machine.processor}), Node ${machine.node}, ` +
      `${machine.temporal}; load before: ${machine.loadBefore.toFixed(1)}`,
    table(
      ['', 'what', 'figure', 'aim', ''],
      verdicts(figures).map(({ measurement, what, figure, aim, met }) => [
        `(${measurement})`,
        what,
        figure,
        aim,
        met ? 'met' : '**missed**',
      ]),
    ),
  ];
  if (throughput) {
    const { skeleton, empty, cpu } = throughput;
    sections.push(
      table(
        ['(a) per second, medians', 'onboardings', 'others', 'median ratio', 'ratio of each round'],
        [compared('skeleton', skeleton), compared('four empty activities and a signal', empty)],
      ),
      table(
        ['(a) processor ms for one', ...Object.keys(cpu.ours), 'together'],
        [processorRow('onboarding', cpu.ours), processorRow('skeleton', cpu.skeleton)],
      ),
    );
  }
  if (historySize) {
    sections.push(
      table(
        ['(b) history', 'events', 'bytes', 'billable Actions'],
        [runRow('up to the first continue-as-new', historySize.first), runRow('asleep', historySize.asleep)],
      ),
    );
  }
  if (callback) {
    const row = (what: string, { p50, p95 }: { readonly p50: number; readonly p95: number }) => [
      what,
      p50.toFixed(0),
      p95.toFixed(0),
    ];
    sections.push(
      table(
        ['(c) ms from the callback until', 'p50', 'p95'],
        [
          row('the return page says connected', callback.seller),
          row('the status says connected', callback.backend),
          row('the year is planned', callback.planned),
        ],
      ),
    );
  }
  if (statusReads) {
    sections.push(
      table(
        ['(d) per second, medians', 'status reads', 'others', 'median ratio', 'ratio of each round'],
        [compared('bare Express route', statusReads)],
      ),
      table(
        ['(d) processor µs for one read', 'status', 'bare'],
        [['serving process', String(statusReads.cpuUs.ours), String(statusReads.cpuUs.bare)]],
      ),
    );
  }
  if (sweepRate) {
    const { grants, atOnce, delayMs, perSecond, median, historyEvents } = sweepRate;
    const rounds = perSecond.map((rate) => rate.toFixed(0)).join(' ');
    sections.push(
      table(
        [`(e) ${grants} grants, LWA answers after ${delayMs} ms`, 'at once', 'per second', 'of each round', 'events'],
        [['one round of the sweep', String(atOnce), median.toFixed(0), rounds, String(historyEvents)]],
      ),
    );
  }
  if (largeRegistry) {
    const { few, many, questions, forecastToBare } = largeRegistry;
    const row = (what: string, fewer: number, more: number, medianRatio: number) => [
      what,
      fewer.toFixed(1),
      more.toFixed(1),
      medianRatio.toFixed(2),
    ];
    sections.push(
      table(
        ['(f) ms for one answer, medians', `of ${few}`, `of ${many}`, 'median ratio'],
        questions.map(({ what, fewMs, manyMs, medianRatio }) => row(what, fewMs, manyMs, medianRatio)),
      ),
      table(
        [`(f) ms for the forecast of ${many}, medians`, 'bare statement', 'forecast', 'median ratio'],
        [row('60 weeks', forecastToBare.bareMs, forecastToBare.oursMs, forecastToBare.medianRatio)],
      ),
    );
  }
  if (authorizationYear) {
    const { consent, year, steps } = authorizationYear;
    sections.push(
      table(
        [`(g) history of a year of ${steps.length} steps`, 'events', 'bytes', 'billable Actions'],
        [runRow('from the consent to the continue-as-new', consent), runRow('from there to the last mail', year)],
      ),
      table(
        ['(g) commands and signals', 'times'],
        [...tally([...consent.commands, ...year.commands])].map(([what, times]) => [what, String(times)]),
      ),
    );
  }
  if (reminders) {
    const { count, ours, skeleton, ratio } = reminders;
    const row = (what: string, { perSecond, lateness: { p50, p99 } }: Drain, toSkeleton: number) => [
      what,
      perSecond.toFixed(1),
      (p50 / 1_000).toFixed(1),
      (p99 / 1_000).toFixed(1),
      toSkeleton.toFixed(2),
    ];
    sections.push(
      table(
        [`(h) ${count} due within a minute`, 'per second', 's late, p50', 's late, p99', 'ratio'],
        [row('reminders', ours, ratio), row('skeletons', skeleton, 1)],
      ),
      table(
        ['(h) processor ms for one', ...Object.keys(ours.cpu), 'together'],
        [processorRow('reminder', ours.cpu), processorRow('skeleton', skeleton.cpu)],
      ),
    );
  }
  return sections.join('\n\n');
}

function compared(what: string, { ours, theirs, medianRatio, ratios }: Compared): readonly string[] {
  const rate = (perSecond: number) => perSecond.toFixed(perSecond < 100 ? 1 : 0);
  return [what, rate(ours), rate(theirs), medianRatio.toFixed(2), ratios.map((ratio) => ratio.toFixed(2)).join(' ')];
}

function processorRow(what: string, cpu: CpuTimes): readonly string[] {
  const values = Object.values(cpu);
  return [what, ...values.map(String), String(values.reduce((sum, ms) => sum + ms, 0))];
}

function runRow(what: string, { events, bytes, actions }: RunFigures): readonly string[] {
  return [what, String(events), String(bytes), String(actions)];
}

/** How often each stands in the list, in the order of their first. */
function tally(commands: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const command of commands) times.set(command, (times.get(command) ?? 0) + 1);
  return times;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
