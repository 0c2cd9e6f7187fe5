import * as fc from 'fast-check';
import { formatDuration, parseDuration } from '../../../lib/domain/blueprint/duration';

describe('parseDuration', () => {
  it.each([
    ['90s', 90],
    ['10m', 600],
    ['1h30m', 5_400],
    ['1h 30m', 5_400],
    ['1.5h', 5_400],
    ['10 minutes', 600],
    ['1 day', 86_400],
    ['7d', 604_800],
    ['250ms', 0.25],
    ['1s500ms', 1.5],
    ['  5m ', 300],
    ['PT10M', 600],
    ['PT1H30M', 5_400],
    ['P1DT2H', 93_600],
    ['PT0.5S', 0.5],
    ['0s', 0],
  ])('reads %j as %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each([
    '',
    ' ',
    '10',
    'm',
    '10x',
    '10M',
    '-5m',
    '5m-',
    '30m1h',
    '5m5m',
    '1,5h',
    '1h30',
    'P',
    'PT',
    'P1D T2H',
    'PT1H30',
    '1e3s',
    '5m!',
    '366d',
  ])('does not read %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('reads back what formatDuration writes, to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 31_536_000_000 }), (milliseconds) => {
        expect(parseDuration(formatDuration(milliseconds / 1000))).toBe(milliseconds / 1000);
      }),
    );
  });

  it('reads any text without throwing, and gives a finite number or nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(Number.isFinite(parseDuration(text) ?? 0)).toBe(true);
      }),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [45, '45s'],
    [600, '10m'],
    [5_400, '1h30m'],
    [90_061, '1d1h1m1s'],
    [0.3, '300ms'],
    [604_800, '7d'],
  ])('writes %d seconds as %j', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});
