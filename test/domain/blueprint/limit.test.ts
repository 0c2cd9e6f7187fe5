import { parseLimit } from '../../../lib/domain/blueprint/limit';

describe('parseLimit', () => {
  it.each([
    ['< 0.5%', '<', 0.5, '%'],
    ['<300ms', '<', 300, 'ms'],
    ['>= 98 %', '>=', 98, '%'],
    ['≥98%', '>=', 98, '%'],
    ['≤ 1.2s', '<=', 1.2, 's'],
    ['< 50000us', '<', 50_000, 'us'],
    ['< 50µs', '<', 50, 'us'],
    ['> -3.5', '>', -3.5, ''],
    ['> 1e3', '>', 1_000, ''],
  ])('reads %j', (text, comparison, amount, unit) => {
    expect(parseLimit(text)).toEqual({ comparison, amount, unit, text });
  });

  it.each(['', '0.5%', '<', '< %', '= 5%', '< 5% ', '<< 5', '< 5 m', '< 5%%', '< abc', '< 1e999', '> 5 and < 7'])(
    'reads %j only if it is one comparison with one number',
    (text) => {
      expect(parseLimit(text)?.text).toBe(text === '< 5% ' ? '< 5%' : undefined);
    },
  );
});
