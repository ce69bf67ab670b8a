import { readFileSync } from 'node:fs';

/** A kernel's clock tick as /proc tells it, on every Linux that Node runs on (man proc_pid_stat, sysconf). */
const TICK_MS = 10;

/** Processor time that a process has used so far, children not counted; undefined where there is no /proc. */
export function cpuMs(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return undefined;
  }
}

/** Processor milliseconds of several processes, by name. */
export type CpuTimes = Readonly<Record<string, number>>;

export function cpuTimes(processes: Readonly<Record<string, number>>): CpuTimes {
  return Object.fromEntries(Object.entries(processes).map(([name, pid]) => [name, cpuMs(pid) ?? 0]));
}

/** What was used between two readings, for each of `count` things done. */
export function cpuEach(before: CpuTimes, after: CpuTimes, count: number): CpuTimes {
  return Object.fromEntries(
    Object.entries(after).map(([name, ms]) => [name, Math.round((ms - (before[name] ?? 0)) / count)]),
  );
}
