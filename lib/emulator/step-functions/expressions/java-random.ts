const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

/**
 * The first number that Java's `Random` draws from a seed, which is what `$random(seed)` gives on AWS: both sides of
 * a rehearsal then see the same number.
 */
export function javaRandom(seed: number): number {
  let state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK;
  const draw = (bits: bigint): bigint => {
    state = (state * MULTIPLIER + 0xbn) & MASK;
    return state >> (48n - bits);
  };
  const high = draw(26n);
  return Number((high << 27n) + draw(27n)) / 2 ** 53;
}
