import { compare, median, percentile } from '../../bench/statistics';

describe('The statistics of the bench', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
  ])('take the middle of %j as its median', (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  it('leave the figures in the order in which they were measured', () => {
    const values = [3, 1, 2];
    median(values);

    expect(values).toEqual([3, 1, 2]);
  });

  it.each([
    [0.5, 10],
    [0.95, 19],
    [1, 20],
  ])('find for the share %d of 1 to 20 the value %d', (share, value) => {
    const values = Array.from({ length: 20 }, (_, index) => 20 - index);

    expect(percentile(values, share)).toBe(value);
  });

  it('judge by the ratio within each round, so that a slow round of both counts for nothing', () => {
    const compared = compare([80, 8, 70], [100, 10, 100]);

    expect(compared).toEqual({ ours: 70, theirs: 100, ratios: [0.8, 0.8, 0.7], medianRatio: 0.8 });
  });

  it('refuse rounds in which only one of the two was measured', () => {
    expect(() => compare([1, 2], [1])).toThrow(RangeError);
  });

  it('refuse to calculate with nothing', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});
