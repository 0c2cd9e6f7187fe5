import fc from 'fast-check';
import { checkPatterns, configPatterns, findOverlap, overlaps } from '../../lib/constructs/endpoint-patterns';
import { isManaged } from '../../lib/domain/managed';
import { configName } from '../../lib/domain/names';

/** Names and patterns over few letters, so that they meet. */
const name = fc.stringMatching(/^[ab](-?[ab]){0,4}$/);
const pattern = fc.stringMatching(/^[ab*-]{1,5}$/);

/** A name that SageMaker takes, up to the longest. */
const endpoint = fc
  .stringMatching(/^[a-zA-Z0-9](-{0,3}[a-zA-Z0-9]){0,62}$/)
  .map((text) => text.slice(0, 63).replace(/-+$/, ''));

describe('overlaps', () => {
  it.each([
    ['fraud', 'fraud', true],
    ['fraud', 'frauds', false],
    ['fraud-*', 'fraud-detector', true],
    ['fraud-*', 'fraud', false],
    ['*-prod', 'fraud-*', true],
    ['*-prod', '*-test', false],
    ['a*b', 'b*a', false],
    ['a*b*c', 'a*c', true],
    ['*', 'anything', true],
  ])('%s and %s: %s', (one, other, expected) => {
    expect(overlaps(one, other)).toBe(expected);
    expect(overlaps(other, one)).toBe(expected);
  });

  it('holds wherever one name matches both', () => {
    fc.assert(
      fc.property(pattern, pattern, name, (one, other, text) => {
        fc.pre(isManaged(text, [one]) && isManaged(text, [other]));
        expect(overlaps(one, other)).toBe(true);
      }),
      { numRuns: 500, maxSkipsPerRun: 1000 },
    );
  });

  it('holds nowhere else: of two literal halves and a star, some text of a few letters is a witness', () => {
    const witnesses = texts(['a', 'b', '-'], 7);
    fc.assert(
      fc.property(
        fc.stringMatching(/^[ab-]{0,2}\*?[ab-]{0,1}$/),
        fc.stringMatching(/^[ab-]{0,2}\*?[ab-]{0,1}$/),
        (one, other) => {
          const found = witnesses.some((text) => isManaged(text, [one]) && isManaged(text, [other]));
          expect(overlaps(one, other)).toBe(found);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('findOverlap', () => {
  it('names the two patterns that meet', () => {
    expect(findOverlap(['shop-*', 'fraud-*'], ['pricing', '*-detector'])).toEqual(['shop-*', '*-detector']);
  });

  it('finds nothing between patterns that cannot meet', () => {
    expect(findOverlap(['shop-*', 'fraud'], ['pricing', 'churn-*'])).toBeUndefined();
  });
});

describe('checkPatterns', () => {
  it('writes patterns in lower case, as ARNs have them', () => {
    expect(checkPatterns(['Fraud-*', 'pricing'])).toEqual(['fraud-*', 'pricing']);
  });

  it.each([
    [[], 'endpoints is empty'],
    [['fraud_detector'], "endpoints contains 'fraud_detector'"],
    [[''], "endpoints contains ''"],
    [['fraud?'], "endpoints contains 'fraud?'"],
    [['a'.repeat(64)], '1 to 63 letters'],
  ])('refuses %j', (patterns, message) => {
    expect(() => checkPatterns(patterns)).toThrow(message);
  });
});

describe('configPatterns', () => {
  it('match every config that a release of a matching endpoint makes, however long its name', () => {
    fc.assert(
      fc.property(endpoint, fc.nat(63), fc.integer({ min: 1, max: 999_999 }), (text, star, release) => {
        for (const one of [text, `${text.slice(0, star)}*`, `*${text.slice(star)}`]) {
          for (const role of ['shared', 'final', 'before'] as const) {
            expect(isManaged(configName(text, release, role), configPatterns(one.toLowerCase()))).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('match no config that the owner of an endpoint named', () => {
    expect(isManaged('fraud-detector-config', configPatterns('fraud-*'))).toBe(false);
    expect(isManaged('pricing-r1-shared', configPatterns('fraud-*'))).toBe(false);
  });
});

/** All texts over an alphabet up to a length. */
function texts(alphabet: readonly string[], length: number): string[] {
  const found = [''];
  for (const text of found) {
    if (text.length < length) found.push(...alphabet.map((letter) => text + letter));
  }
  return found;
}
