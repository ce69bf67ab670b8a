import { startInStat } from '../../src/temporal/process-identity';

/** A line as Linux writes it; state, number of threads and start time are fields 3, 20 and 22 (man proc). */
function stat(state: string, threads: number): string {
  const between = Array.from({ length: 16 }, () => '0').join(' ');
  return `4711 (a (strange) name) ${state} ${between} ${threads} 0 987654 1000 10`;
}

describe('A process on Linux', () => {
  it('is known by the instant of its start, whatever its name looks like', () => {
    expect(startInStat(stat('S', 8))).toBe('987654');
  });

  it('is gone when it only waits to be buried', () => {
    expect(startInStat(stat('Z', 1))).toBeUndefined();
  });

  it('is not gone while a thread of it lives: that one still holds its ports', () => {
    expect(startInStat(stat('Z', 8))).toBe('987654');
  });
});
