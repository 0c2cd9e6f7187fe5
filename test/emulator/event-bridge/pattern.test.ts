import * as fc from 'fast-check';
import { compilePattern } from '../../../lib/emulator/event-bridge/pattern/compile-pattern';

function matches(pattern: unknown, event: unknown): boolean {
  return compilePattern(JSON.stringify(pattern))(event);
}

/** Matches a field `a` against a list of matchers. */
function field(matchers: readonly unknown[], value?: unknown): boolean {
  return matches({ a: matchers }, value === undefined ? {} : { a: value });
}

describe('an event pattern', () => {
  it.each<[string, readonly unknown[], unknown, boolean]>([
    ['equal text', ['x'], 'x', true],
    ['text of another case', ['x'], 'X', false],
    ['one of several values', ['x', 'y'], 'y', true],
    ['a number', [3], 3, true],
    ['a number as text', [3], '3', false],
    ['true', [true], true, true],
    ['null', [null], null, true],
    ['null where there is nothing', [null], undefined, false],
    ['empty text', [''], '', true],
    ['one of the values of a field', ['x'], ['w', 'x'], true],
    ['none of the values of a field', ['x'], ['w'], false],
    ['a prefix', [{ prefix: 'roll' }], 'rollouts/fraud', true],
    ['another prefix', [{ prefix: 'roll' }], 'unroll', false],
    ['a prefix of any case', [{ prefix: { 'equals-ignore-case': 'ROLL' } }], 'rollouts', true],
    ['a suffix', [{ suffix: '.png' }], 'a.png', true],
    ['a suffix of any case', [{ suffix: { 'equals-ignore-case': '.PNG' } }], 'a.png', true],
    ['text of any case', [{ 'equals-ignore-case': 'Alarm' }], 'ALARM', true],
    ['anything but a value', [{ 'anything-but': 'x' }], 'y', true],
    ['the value that is excluded', [{ 'anything-but': 'x' }], 'x', false],
    ['anything but, where there is nothing', [{ 'anything-but': 'x' }], undefined, false],
    ['anything but several', [{ 'anything-but': ['x', 1] }], 1, false],
    ['anything but, of a field that has another value too', [{ 'anything-but': 'x' }], ['x', 'y'], true],
    ['anything but a prefix', [{ 'anything-but': { prefix: 'arn:' } }], 'name', true],
    ['an excluded prefix', [{ 'anything-but': { prefix: ['arn:', 'http:'] } }], 'http://x', false],
    ['anything but a suffix', [{ 'anything-but': { suffix: '.tmp' } }], 'a.tmp', false],
    ['anything but text of any case', [{ 'anything-but': { 'equals-ignore-case': ['OK'] } }], 'ok', false],
    ['anything but a wildcard', [{ 'anything-but': { wildcard: '*/tmp/*' } }], 'a/tmp/b', false],
    ['a number in a range', [{ numeric: ['>', 0, '<=', 5] }], 5, true],
    ['a number at the open end of a range', [{ numeric: ['>', 0, '<=', 5] }], 0, false],
    ['an equal number', [{ numeric: ['=', 3.5] }], 3.5, true],
    ['text that looks like a number', [{ numeric: ['>', 0] }], '1', false],
    ['a field that is there', [{ exists: true }], 'x', true],
    ['a field that is there and null', [{ exists: true }], null, true],
    ['a field that is not there', [{ exists: false }], undefined, true],
    ['an object, which is no leaf', [{ exists: true }], { b: 1 }, false],
    ['an address in a range', [{ cidr: '10.0.0.0/24' }], '10.0.0.255', true],
    ['an address outside a range', [{ cidr: '10.0.0.0/24' }], '10.0.1.0', false],
    ['an address of version 6', [{ cidr: '2001:db8::/32' }], '2001:db8::1', true],
    ['a wildcard', [{ wildcard: 'rollouts/*/fraud/*' }], 'rollouts/prod/fraud/7/p99', true],
    ['a wildcard that stands for nothing', [{ wildcard: 'a*b' }], 'ab', true],
    ['a wildcard that does not fit', [{ wildcard: 'a*b' }], 'abc', false],
    ['an escaped star', [{ wildcard: String.raw`a\*b` }], 'a*b', true],
    ['an escaped star and other text', [{ wildcard: String.raw`a\*b` }], 'axb', false],
    ['characters that mean something to expressions', [{ wildcard: 'a.b*' }], 'axb', false],
  ])('decides about %s', (_title, matchers, value, expected) => {
    expect(field(matchers, value)).toBe(expected);
  });

  it('needs all its fields, and minds no others', () => {
    const pattern = { source: ['aws.cloudwatch'], detail: { state: { value: ['ALARM'] } } };
    expect(matches(pattern, { source: 'aws.cloudwatch', detail: { state: { value: 'ALARM', reason: 'r' } } })).toBe(
      true,
    );
    expect(matches(pattern, { source: 'aws.cloudwatch', detail: { state: { value: 'OK' } } })).toBe(false);
    expect(matches(pattern, { source: 'aws.cloudwatch' })).toBe(false);
  });

  it('needs one of its alternatives beside the other fields', () => {
    const pattern = { source: ['s'], $or: [{ a: [1] }, { b: [{ prefix: 'x' }] }] };
    expect(matches(pattern, { source: 's', a: 1 })).toBe(true);
    expect(matches(pattern, { source: 's', b: 'xy' })).toBe(true);
    expect(matches(pattern, { source: 's', a: 2, b: 'y' })).toBe(false);
    expect(matches(pattern, { source: 't', a: 1 })).toBe(false);
  });

  it('takes $or for a field where it holds no patterns', () => {
    expect(matches({ $or: ['x'] }, { $or: 'x' })).toBe(true);
  });

  it('wants its fields in one element of a list', () => {
    const pattern = { list: { name: ['a'], ok: [true] } };
    expect(matches(pattern, { list: [{ name: 'a', ok: true }] })).toBe(true);
    expect(
      matches(pattern, {
        list: [
          { name: 'a', ok: false },
          { name: 'b', ok: true },
        ],
      }),
    ).toBe(false);
  });

  it('tells replayed events apart', () => {
    const pattern = { 'replay-name': [{ exists: false }] };
    expect(matches(pattern, { source: 's' })).toBe(true);
    expect(matches(pattern, { source: 's', 'replay-name': 'again' })).toBe(false);
  });

  it.each<[unknown, string]>([
    [{ a: 'x' }, '"a" must be an object or an array'],
    [{ a: [] }, 'Empty arrays are not allowed'],
    [{ a: [{ sounds: 'like' }] }, 'Unrecognized match type sounds'],
    [{ a: [{ numeric: ['~', 1] }] }, 'Unrecognized numeric range operator: ~'],
    [{ a: [{ exists: 'yes' }] }, 'exists match pattern must be either true or false.'],
    [{ a: [{ cidr: '10.0.0.0' }] }, "Malformed CIDR, one '/' required"],
    [{ a: [{ wildcard: 'a**b' }] }, 'Consecutive wildcard characters at pos 2'],
    [{ a: [{ prefix: 'x', suffix: 'y' }] }, 'Only one key allowed in match expression'],
    [['a'], 'Filter is not an object'],
  ])('is refused as %j', (pattern, reason) => {
    expect(() => compilePattern(JSON.stringify(pattern))).toThrow(
      expect.objectContaining({
        code: 'InvalidEventPatternException',
        message: `Event pattern is not valid. Reason: ${reason}`,
      }),
    );
  });

  it('has a wildcard agree with plain text, prefix and suffix', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '.', '/'), maxLength: 6 });
    fc.assert(
      fc.property(word, word, word, (front, back, value) => {
        expect(field([{ wildcard: front === '' ? '*' : `${front}*` }], value)).toBe(value.startsWith(front));
        const both = value.startsWith(front) && value.endsWith(back) && value.length >= front.length + back.length;
        expect(field([{ wildcard: `${front}*${back}` }], value)).toBe(both);
      }),
    );
  });
});
