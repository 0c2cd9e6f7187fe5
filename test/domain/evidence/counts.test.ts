import { failureRate, slowCounts } from '../../../lib/domain/evidence/counts';

describe('slowCounts', () => {
  it.each([
    [1_000, 0.0124, 12],
    [1_000, 1.0000001, 1_000],
    [1_000, -0.0000001, 0],
    [0, 0.5, 0],
  ])('turns %i requests, a share of %d slow, into %i', (requests, share, failures) => {
    // -0 and 0 are the same count.
    expect(slowCounts(requests, share).failures + 0).toBe(failures);
  });
});

describe('failureRate', () => {
  it('is undefined without requests, never zero', () => {
    expect(failureRate({ requests: 0, failures: 0 })).toBeUndefined();
    expect(failureRate({ requests: 8, failures: 2 })).toBe(0.25);
  });
});
