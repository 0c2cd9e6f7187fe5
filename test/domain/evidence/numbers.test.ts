import { describeCounts, fromLog, percent, significant } from '../../../lib/domain/evidence/numbers';

describe('fromLog', () => {
  it.each([
    [0, '1'],
    [Math.log(0.414), '0.41'],
    [Math.log(87.3), '87'],
    [Math.log(400), '400'],
    [Math.log(13_200), '1.3e4'],
    [Math.log(99_600), '1e5'],
    [2_403.3, '5.5e1043'],
    [-2_000, '0'],
  ])('writes e^%d as %s', (log, text) => {
    expect(fromLog(log)).toBe(text);
  });
});

describe('percent', () => {
  it.each([
    [0, '0.00 %'],
    [0.025, '2.50 %'],
    [0.0008, '0.08 %'],
    [0.0000123, '0.0012 %'],
    [1, '100.00 %'],
  ])('writes %d as %s', (share, text) => {
    expect(percent(share)).toBe(text);
  });
});

describe('describeCounts', () => {
  it.each([
    [{ requests: 47_500, failures: 38 }, '38 of 47,500 baseline requests (0.08 %)'],
    [{ requests: 1, failures: 1 }, '1 of 1 baseline request (100.00 %)'],
    [{ requests: 0, failures: 0 }, 'no baseline requests'],
  ])('describes %j', (counts, text) => {
    expect(describeCounts(counts, 'baseline')).toBe(text);
  });
});

describe('significant', () => {
  it.each([
    [1_234.4, '1,234'],
    [3.456, '3.5'],
    [0.00123, '0.0012'],
  ])('writes %d as %s', (value, text) => {
    expect(significant(value)).toBe(text);
  });
});
