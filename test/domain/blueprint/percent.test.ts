import * as fc from 'fast-check';
import { formatPercent, parsePercent } from '../../../lib/domain/blueprint/percent';

describe('parsePercent', () => {
  it.each([
    ['1%', 1],
    ['0.5%', 0.5],
    ['.5 %', 0.5],
    ['100%', 100],
    ['33.33333%', 33.3333],
    [5, 5],
    [1, 1],
    [12.5, 12.5],
  ])('reads %j as %d percent', (written, percent) => {
    expect(parsePercent(written)).toBe(percent);
  });

  it.each(['1', '', '%', '-1%', '1%%', '1 percent', '1e1%', 0.5, 0, -3, Number.NaN])('does not read %j', (written) => {
    expect(parsePercent(written)).toBeUndefined();
  });

  it('reads back what formatPercent writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (hundredths) => {
        expect(parsePercent(formatPercent(hundredths / 1e4))).toBe(hundredths / 1e4);
      }),
    );
  });
});
